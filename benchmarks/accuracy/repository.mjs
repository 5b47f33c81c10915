// The repository as a clean checkout with installed workspaces would look: files in view, packages, and the links that a
// package manager would make in node_modules. Nothing is written; what a build left behind is not in view.

import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { parse as parseYaml } from 'yaml';

const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const NODE_MODULES = '/node_modules/';

export class Repository {
  /** `root`: absolute path; `view`: paths relative to it of the files in view (what git would track). */
  constructor(root, view) {
    this.root = root;
    this.files = new Set();
    this.folders = new Map();
    this.#followed = new Map();
    for (const relative of view) this.#add(path.join(root, relative));
    for (const file of this.files) this.#follow(file);
    this.packages = new Map();
    for (const file of this.files) {
      if (path.basename(file) === 'package.json') {
        this.packages.set(path.dirname(file), readJson(file));
      }
    }
    this.catalogs = new Map();
    this.links = new Map();
    this.#linkMembers();
    this.#linkDependencies();
    this.#realFolders = new Map();
  }

  #realFolders;
  #followed;

  #add(file) {
    this.files.add(file);
    for (let child = file, folder = path.dirname(file); ; child = folder, folder = path.dirname(folder)) {
      const known = this.folders.get(folder);
      const entry = known ?? { files: [], directories: [] };
      entry[child === file ? 'files' : 'directories'].push(path.basename(child));
      if (known) return;
      this.folders.set(folder, entry);
      if (folder === this.root || folder === path.dirname(folder)) return;
    }
  }

  /** Remember where a symbolic link leads to, if that is a file in view. */
  #follow(file) {
    if (!fs.lstatSync(file).isSymbolicLink()) return;
    const target = this.#realPath(file);
    if (target !== file && this.files.has(target)) this.#followed.set(file, target);
  }

  /** The file behind a symbolic link in view. The compiler takes a link that is imported by a relative path for a file
   *  of its own; node and bundlers, and the compiler for packages, follow it, and so is it answered here. */
  behindSymbolicLink(file) {
    return this.#followed.get(file) ?? file;
  }

  relative(file) {
    return path.relative(this.root, file).split(path.sep).join('/');
  }

  isInView(file) {
    return this.files.has(file);
  }

  /** Folders of the packages around a file, nearest first. */
  *packagesAround(file) {
    for (let folder = path.dirname(file); folder.startsWith(this.root); folder = path.dirname(folder)) {
      if (this.packages.has(folder)) yield folder;
      if (folder === this.root) return;
    }
  }

  /** The version that the packages around a file ask for, catalogs looked up; undefined where none does. */
  wanted(file, name) {
    for (const folder of this.packagesAround(file)) {
      for (const field of DEPENDENCY_FIELDS) {
        const spec = this.packages.get(folder)[field]?.[name];
        if (typeof spec === 'string') return spec.startsWith('catalog:') ? this.#fromCatalog(name, spec) : spec;
      }
    }
    return undefined;
  }

  #fromCatalog(name, spec) {
    const wanted = spec.slice('catalog:'.length).trim() || 'default';
    for (const catalogs of this.catalogs.values()) {
      const found = catalogs[wanted]?.[name];
      if (typeof found === 'string') return found;
    }
    return spec;
  }

  /** The folder that is linked under `name` for a file, unless the package asks for a version it has not. */
  linked(file, name) {
    for (let folder = path.dirname(file); folder.startsWith(this.root); folder = path.dirname(folder)) {
      const target = this.links.get(folder)?.get(name);
      if (target !== undefined) return this.#isInstalledInstead(file, name, target) ? undefined : target;
      if (folder === this.root) break;
    }
    return undefined;
  }

  #isInstalledInstead(file, name, target) {
    const wanted = this.wanted(file, name);
    // `npm:its-own-name` is any version of it, `npm:its-own-name@^1` a range.
    const spec = wanted?.startsWith(`npm:${name}`) ? wanted.slice(`npm:${name}`.length).replace(/^@/, '') : wanted;
    const version = this.packages.get(target)?.version;
    if (spec === undefined || /^(workspace|file|link|portal):/.test(spec)) return false;
    const range = ts.VersionRange.tryParse(spec);
    const own = typeof version === 'string' ? ts.Version.tryParse(version) : undefined;
    if (range === undefined) return !/^[a-z]+$/.test(spec) && spec !== '';
    // A pre-release satisfies the range of its own version: workspaces are published from such states.
    return own !== undefined && !range.test(new ts.Version(own.major, own.minor, own.patch));
  }

  /** What a package manager links: where `file` lies below a linked folder in node_modules, the path behind the link. */
  behindLinks(file) {
    for (let at = file.indexOf(NODE_MODULES); at >= 0; at = file.indexOf(NODE_MODULES, at + 1)) {
      const table = this.links.get(file.slice(0, at));
      if (table === undefined) continue;
      const parts = file.slice(at + NODE_MODULES.length).split('/');
      const count = parts[0].startsWith('@') ? 2 : 1;
      const target = table.get(parts.slice(0, count).join('/'));
      if (target !== undefined) return this.behindLinks([target, ...parts.slice(count)].join('/'));
    }
    return file;
  }

  /** Hosts for module resolution. `withLinks`: node_modules as installed workspaces have it; `sourceOf`: a function from
   *  the path of a file that a build would write to its source, or undefined. */
  host(withLinks, sourceOf = () => undefined) {
    const place = (file) => (withLinks ? this.behindLinks(file) : file);
    const fileExists = (file) => {
      const real = place(file);
      if (this.files.has(real)) return true;
      return this.#isInstalled(real) ? fs.existsSync(real) : sourceOf(real) !== undefined;
    };
    return {
      fileExists,
      readFile: (file) => ts.sys.readFile(place(file)),
      realpath: (file) => {
        const real = place(file);
        return this.#isInstalled(real) ? this.#realPath(real) : real;
      },
      useCaseSensitiveFileNames: true,
    };
  }

  #isInstalled(file) {
    const at = file.indexOf(NODE_MODULES);
    if (at < 0) return !file.startsWith(this.root + '/');
    const folder = file.slice(0, at + NODE_MODULES.length);
    if (!this.#realFolders.has(folder)) this.#realFolders.set(folder, fs.existsSync(folder));
    return this.#realFolders.get(folder);
  }

  #realPath(file) {
    try {
      return fs.realpathSync(file);
    } catch {
      return file;
    }
  }

  readDirectory(folder, extensions, excludes, includes, depth) {
    const entries = (at) => this.folders.get(at.replace(/\/$/, '')) ?? { files: [], directories: [] };
    return ts.matchFiles(folder, extensions, excludes, includes, true, this.root, depth, entries, (at) => at);
  }

  #link(zone, name, folder) {
    if (!this.links.has(zone)) this.links.set(zone, new Map());
    if (!this.links.get(zone).has(name)) this.links.get(zone).set(name, folder);
  }

  #linkMembers() {
    for (const [zone, patterns] of this.#workspaces()) {
      const wanted = patterns.filter((each) => !each.startsWith('!')).map(globToRegExp);
      const unwanted = patterns.filter((each) => each.startsWith('!')).map((each) => globToRegExp(each.slice(1)));
      for (const [folder, manifest] of this.packages) {
        const relative = path.relative(zone, folder);
        if (folder === zone || relative.startsWith('..') || typeof manifest.name !== 'string') continue;
        const isMember = wanted.some((each) => each.test(relative)) && !unwanted.some((each) => each.test(relative));
        if (isMember) this.#link(zone, manifest.name, folder);
      }
    }
  }

  *#workspaces() {
    for (const [folder, manifest] of this.packages) {
      const field = Array.isArray(manifest.workspaces) ? manifest.workspaces : manifest.workspaces?.packages;
      if (Array.isArray(field)) yield [folder, field];
    }
    for (const file of this.files) {
      const name = path.basename(file);
      const folder = path.dirname(file);
      if (name === 'pnpm-workspace.yaml') {
        const data = readYaml(file);
        this.catalogs.set(folder, { ...data.catalogs, default: data.catalog ?? data.catalogs?.default });
        if (Array.isArray(data.packages)) yield [folder, data.packages];
      } else if (name === 'lerna.json') {
        const data = readJson(file);
        if (Array.isArray(data.packages)) yield [folder, data.packages];
      } else if (name === 'rush.json') {
        const projects = readJson(file).projects;
        if (Array.isArray(projects)) yield [folder, projects.map((each) => each.projectFolder)];
      }
    }
  }

  /** The package of that name in the workspace around `folder`. */
  #member(folder, name) {
    for (let at = path.dirname(folder); at.startsWith(this.root); at = path.dirname(at)) {
      const target = this.links.get(at)?.get(name);
      if (target !== undefined) return target;
    }
    return undefined;
  }

  #linkDependencies() {
    const byName = new Map([...this.packages].map(([folder, manifest]) => [manifest.name, folder]));
    for (const [folder, manifest] of this.packages) {
      for (const field of DEPENDENCY_FIELDS) {
        for (const [name, spec] of Object.entries(manifest[field] ?? {})) {
          const [, protocol, rest] = /^(workspace|file|link|portal):(.*)$/.exec(spec) ?? [];
          if (protocol === undefined) continue;
          const alias = rest.includes('@', 1) ? rest.slice(0, rest.lastIndexOf('@')) : name;
          const isPath = protocol !== 'workspace' || /^[./]/.test(rest);
          const target = isPath ? path.resolve(folder, rest) : this.#member(folder, alias) ?? byName.get(alias);
          if (target !== undefined && this.packages.has(target)) this.#link(folder, name, target);
        }
      }
    }
  }
}

/** `@scope/name/sub/path` → `@scope/name`. */
export function packageName(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function readJson(file) {
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  return config !== null && typeof config === 'object' ? config : {};
}

function readYaml(file) {
  try {
    return parseYaml(fs.readFileSync(file, 'utf8')) ?? {};
  } catch {
    return {};
  }
}

/** The globs of workspace fields: `*`, `**`, `?`, `{a,b}`. */
function globToRegExp(glob) {
  const tokens = glob.replace(/^\.\//, '').replace(/\/+$/, '').match(/\*\*\/|\*\*|\*|\?|\{[^}]*\}|[^*?{]+|\{/g) ?? [];
  const escaped = (text) => text.replace(/[.+^$()|[\]\\{}]/g, '\\$&');
  const body = tokens.map((token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.startsWith('{') && token.endsWith('}')) return `(?:${token.slice(1, -1).split(',').map(escaped).join('|')})`;
    return escaped(token);
  });
  return new RegExp(`^${body.join('')}$`);
}
