import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refused } from './helpers';

const ROOT = join(__dirname, '../..');
const guide = readFileSync(join(ROOT, 'docs/guide/waypoint.md'), 'utf8');

describe('docs/guide/waypoint.md', () => {
  test('names every prop', () => {
    const source = readFileSync(join(ROOT, 'src/waypoint/props/waypoint-props.ts'), 'utf8');
    const props = [...source.matchAll(/^ {2}readonly (\w+)\?/gm)].map(([, name]) => name);
    expect(props.length).toBeGreaterThan(20);
    expect(props.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  test('shows errors as they are', () => {
    const problems = refused({ name: 'none', overlays: { deployment: { spec: { replcias: 2 } } } });
    for (const problem of problems) { expect(guide).toContain(`  - ${problem}`); }
  });
});
