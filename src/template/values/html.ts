const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};

/** A text with the five characters that mean something in HTML as entities. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>'"]/g, character => ENTITIES[character]!);
