// For mutation tests of one group of rules: `src/checks/rules` finds no other group, because loading all of them takes longer than the tests.
const { existsSync } = require('node:fs');
const { join, sep } = require('node:path');

const RULES = join('src', 'checks', 'rules');
const kept = process.env.MUTATION_RULES;

module.exports = (path, options) => {
  const isGroup = /^\.\/[a-z-]+$/.test(path) && options.basedir.endsWith(sep + RULES) && existsSync(join(options.basedir, path, 'index.ts'));
  return isGroup && kept !== undefined && path !== `./${kept}` ? join(__dirname, 'no-rules.cjs') : options.defaultResolver(path, options);
};
