/**
 * Makes an element with text or children. Text is always set as text, so nothing from a file name can become markup.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A card of the page: a section that its heading names. */
export function card(
  title: string,
  size: 'whole' | 'half' | 'third',
  ...children: readonly (Node | string)[]
): HTMLElement {
  const id = `h-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`;
  return element('section', { class: size, 'aria-labelledby': id }, element('h2', { id }, title), ...children);
}

/** A table; columns whose header starts with `#` hold numbers and are set flush right. */
export function table(
  caption: string,
  headers: readonly string[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLElement {
  const classOf = (header: string): Record<string, string> => (header.startsWith('#') ? { class: 'number' } : {});
  const head = headers.map((header) => element('th', { scope: 'col', ...classOf(header) }, header.replace('#', '')));
  const body = rows.map((row) =>
    element('tr', {}, ...row.map((cell, column) => element('td', classOf(headers[column]), cell))),
  );
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...body),
    ),
  );
}
