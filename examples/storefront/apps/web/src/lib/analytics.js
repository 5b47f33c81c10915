/** @param {string} event @param {Record<string, unknown>} [properties] */
export function track(event, properties = {}) {
  window.analytics?.track(event, { ...properties, path: window.location.pathname });
}

export const trackOnce = (() => {
  const seen = new Set();
  return (event) => {
    if (seen.has(event)) return;
    seen.add(event);
    track(event);
  };
})();
