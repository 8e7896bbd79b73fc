import type * as YamlLibrary from 'yaml';
import type { PreviewObject, PreviewSource } from './source';
import { inert, isHiding, visible } from '../kube/visible';
import { yamlLibrary } from '../model/manifest/yaml-library';
import { joinPointer } from '../model/pointer';

/** The objects as one YAML text; with origins, each value has its own behind it as a comment. */
export function previewText(source: PreviewSource, origins: boolean): string {
  const head = [
    ...source.state === 'runs' ? [] : [`state: ${source.state}`],
    ...source.refusals.map((refusal) => `${source.state === 'unknown' ? 'it is not known whether it runs as written' : 'does not run as written'}: ${refusal}`),
  ].map((line) => `# ${oneLine(line)}\n`).join('');
  return head + source.objects.map((object) => documentText(object, origins)).join('---\n');
}

function documentText(object: PreviewObject, origins: boolean): string {
  const { Document, visit } = yamlLibrary();
  const document = new Document(object.object, { version: '1.1', aliasDuplicateObjects: false });
  if (object.unknown !== undefined) { document.commentBefore = ` what is not shown is not known: ${oneLine(object.unknown)}`; }
  // in double quotes alone a character may stand as its escape
  visit(document, { Scalar: (_, node) => { if (typeof node.value === 'string' && isHiding(node.value)) { node.type = 'QUOTE_DOUBLE'; } } });
  if (origins && document.contents !== null) { annotate(document.contents as YamlLibrary.Node, '', object); }
  return inert(document.toString({ directives: false, lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }));
}

function annotate(node: YamlLibrary.Node, at: string, object: PreviewObject): void {
  const { isMap, isScalar, isSeq } = yamlLibrary();
  if (isMap(node) && node.items.length > 0) {
    for (const { key, value } of node.items) {
      annotate(value as YamlLibrary.Node, joinPointer(at, String(isScalar(key) ? key.value : key)), object);
    }
  } else if (isSeq(node) && node.items.length > 0) {
    node.items.forEach((item, index) => { annotate(item as YamlLibrary.Node, joinPointer(at, index), object); });
  } else {
    // a text of several lines keeps them, with its comment behind the mark of the block; what cannot stand in a block stays on one line
    if (isScalar(node) && typeof node.value === 'string' && node.value.includes('\n')) {
      const isOneLine = node.value.indexOf('\n') === node.value.length - 1;
      node.type = isOneLine || isHiding(node.value) ? 'QUOTE_DOUBLE' : 'BLOCK_LITERAL';
    }
    node.comment = ` ${oneLine(object.origin(at))}`;
  }
}

/** A comment ends with its line, and what is quoted in it may hold any character. */
export const oneLine = (text: string): string => visible(text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 500));
