import { orderSchema, parseProduct, type Order, type Product } from "@storefront/catalog";
import { currentSession } from "./session";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export class ApiClient {
  #base: string;

  constructor(base = "/api") {
    this.#base = base;
  }

  async product(slug: string): Promise<Product> {
    return parseProduct(await this.request(`/products/${slug}`));
  }

  async orders(): Promise<Order[]> {
    return orderSchema.array().parse(await this.request("/orders"));
  }

  private async request(path: string, init?: RequestInit): Promise<unknown> {
    const token = currentSession()?.token;
    const response = await fetch(this.#base + path, { ...init, headers: token ? { Authorization: `Bearer ${token}` } : {} });
    if (!response.ok) throw new ApiError(response.status, await response.text());
    return response.json();
  }
}

export const api = new ApiClient();
