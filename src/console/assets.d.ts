/** Loaders of the texts of files, by path or package. */
export type Texts = Readonly<Record<string, () => Promise<{ readonly default: string }>>>;

/** Path of the module that runs first. */
export const ENTRY: string;
/** Modules, those of the client library and of packages among them. */
export const SOURCES: Texts;
/** Styles of the first view, in the order in which they are joined. */
export const STYLES: Texts;
/** Styles of the views that are loaded late. */
export const LATE_STYLES: Texts;
/** Packages that the page loads with its first terminal, as modules of their own. */
export const LATE_PACKAGES: Texts;
