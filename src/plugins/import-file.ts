/** Imports a file by its URL. */
export type ImportFile = (url: string) => Promise<{ readonly [name: string]: unknown }>;

let importer: ImportFile = url => import(url);

/** The bundle is run in a way that lets it import nothing: what starts it lends its own `import`. */
export const importBy = (own: ImportFile): void => {
  importer = own;
};

/** What a JavaScript module exports. */
export const importFile: ImportFile = url => importer(url);
