import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const SRC = join(__dirname, '../../src');

/** The names of the members of an interface, with those it extends; read from the sources, so that a new prop is attacked as soon as it is there. */
export function propNames(place: string, name: string): readonly string[] {
  const path = join(SRC, place);
  const files = statSync(path).isDirectory() ? readdirSync(path).filter((file) => file.endsWith('.ts')).map((file) => join(path, file)) : [path];
  const members = new Map<string, { readonly own: readonly string[]; readonly bases: readonly string[] }>();
  for (const file of files) {
    for (const node of ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true).statements) {
      if (!ts.isInterfaceDeclaration(node)) { continue; }
      members.set(node.name.text, {
        own: node.members.flatMap((member) => (member.name === undefined ? [] : [member.name.getText()])),
        bases: (node.heritageClauses ?? []).flatMap((clause) => clause.types.map((type) => type.expression.getText())),
      });
    }
  }
  const collect = (one: string): readonly string[] => {
    const { own, bases } = members.get(one) ?? { own: [], bases: [] };
    return [...own, ...bases.flatMap(collect)];
  };
  return collect(name);
}
