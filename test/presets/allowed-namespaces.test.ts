import { AllowedNamespaces } from '../../src/presets';

describe('which namespaces a listener lets in', () => {
  test.each<[string, () => unknown, string]>([
    ['no name', () => AllowedNamespaces.named(), "[AllowedNamespaces.named] 'names' must have an entry, got none; use AllowedNamespaces.same()"],
    ['what is no name', () => AllowedNamespaces.named('A'), "'names' must be a DNS label"],
    ['no label', () => AllowedNamespaces.labelled({}), "[AllowedNamespaces.labelled] 'labels' must have an entry, got none; use AllowedNamespaces.all()"],
    ['what is no label', () => AllowedNamespaces.labelled({ 'a b': 'c' }), "'labels': label key"],
  ])('%s selects nothing, and is refused', (_, act, message) => expect(act).toThrow(message));

  test.each([
    [AllowedNamespaces.same(), 'same'],
    [AllowedNamespaces.all(), 'all'],
    [AllowedNamespaces.named('web', 'api'), 'named web, api'],
    [AllowedNamespaces.labelled({ team: 'a', tier: 'b' }), 'labelled team=a, tier=b'],
  ])('people read it as they would say it: %s', (allowed, text) => expect(`${allowed}`).toBe(text));

  test('without a namespace of its own a Gateway is not among those that are named', () => {
    expect(AllowedNamespaces.named('web')._routes(undefined)).toEqual(
      { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['web'] }] } });
  });

  test('what is handed over later does not change it', () => {
    const labels: Record<string, string> = { team: 'a' };
    const allowed = AllowedNamespaces.labelled(labels);
    labels.team = 'b';
    expect(allowed._routes('own')).toEqual({ from: 'Selector', selector: { matchLabels: { team: 'a' } } });
  });
});
