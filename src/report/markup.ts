import { visible } from '../kube/visible';


/** Text that is already in the language of the document. Only the functions of this file make one. */
export class Markup {
  /** @internal */
  public constructor(public readonly text: string) {}
}

export type Child = Markup | string | number | false | undefined | readonly Child[];

/** False and undefined leave an attribute out, true writes it under its own name. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Text that is text wherever it stands in HTML, SVG or XML. What XML 1.0 cannot hold, and what nobody would see, is spelled out; a line end
 * stays one, since these languages have no trouble with it.
 */
export function escapeMarkup(text: string): string {
  return text.split('\n').map(visible).join('\n').replace(/[&<>"']/g, (char) => ENTITIES[char]);
}

const VOID = new Set(['br', 'meta', 'hr', 'col', 'link', 'img', 'input']);
const NAME = /^[a-zA-Z][a-zA-Z0-9:-]{0,60}$/;

/** An element of HTML; what is given as text is escaped. */
export function html(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  return new Markup(VOID.has(name) ? `<${open(name, attributes)}>` : `<${open(name, attributes)}>${content(children)}</${name}>`);
}

/** An element of XML, and of SVG within HTML. */
export function xml(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  const inner = content(children);
  return new Markup(inner === '' ? `<${open(name, attributes)}/>` : `<${open(name, attributes)}>${inner}</${name}>`);
}

/** A style sheet of ours. It must not come from anywhere else: within `<style>` nothing can be escaped. */
export function styleElement(sheet: string): Markup {
  if (sheet.includes('</')) { throw new Error("a style sheet must not hold '</', which would end it"); }
  return new Markup(`<style>${sheet}</style>`);
}

function open(name: string, attributes: Attributes): string {
  if (!NAME.test(name)) { throw new Error(`an element needs a plain name, got ${JSON.stringify(name.slice(0, 80))}`); }
  let text = name;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) { continue; }
    // a style attribute is refused by our own content security policy, and a handler would be a script
    if (!NAME.test(key) || key === 'style' || /^on/i.test(key)) { throw new Error(`an attribute needs a plain name, got ${JSON.stringify(key.slice(0, 80))}`); }
    text += ` ${key}="${value === true ? key : escapeMarkup(String(value))}"`;
  }
  return text;
}

function content(children: readonly Child[]): string {
  return children.map((child) => {
    if (child === undefined || child === false) { return ''; }
    if (child instanceof Markup) { return child.text; }
    return Array.isArray(child) ? content(child as readonly Child[]) : escapeMarkup(String(child));
  }).join('');
}
