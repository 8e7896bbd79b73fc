import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_RULES } from '../../../src/checks/rules';
import { rulePages } from '../../support/rule-pages';

const FOLDER = join(__dirname, '../../../docs/rules');

describe('docs/rules', () => {
  const pages = rulePages();

  test('has a page for every rule, the list, what is left out, and nothing else', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...ALL_RULES.map(({ id }) => `${id}.md`), 'README.md', 'left-out.md'].sort());
  });

  test.each([...pages.keys()])('%s is as the rule and its manifests make it; else run node tools/rule-pages.mjs', (file) => {
    expect(readFileSync(join(FOLDER, file), 'utf8')).toBe(pages.get(file));
  });

  test('a page shows the finding, the mended manifest and the source', () => {
    const page = pages.get('DRN001.md')!;
    expect(page).toContain('DRN001 error: drain order broken');
    expect(page).toContain('terminationGracePeriodSeconds: 90');
    expect(page).toContain('(https://github.com/istio/istio/issues/34855)');
    expect(page).not.toContain('# also');
  });
});
