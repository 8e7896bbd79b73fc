import type { Composer } from 'yaml';

type Token = Parameters<Composer['next']>[0];

/**
 * `\'` within double quotes is an apostrophe to go-yaml (scannerc.go, yaml_parser_scan_flow_scalar), as kubectl and Helm read it, and no
 * escape of YAML 1.2, by which the library reads. The backslash is taken away before the library meets it; places hang on tokens and stay.
 */
export function plainApostrophes(token: Token | undefined | null): void {
  if (!token) { return; }
  switch (token.type) {
    case 'double-quoted-scalar':
      if (token.source.includes('\\\'')) { token.source = token.source.replace(/\\[^]/g, (escape) => (escape === '\\\'' ? '\'' : escape)); }
      return;
    case 'document':
      plainApostrophes(token.value);
      return;
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      for (const { key, value } of token.items) {
        plainApostrophes(key);
        plainApostrophes(value);
      }
      return;
    default:
  }
}
