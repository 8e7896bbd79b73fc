import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';
import { appYaml, ASM, ISTIO, ISTIO_CLASSIC } from '../../model/sidecar/helpers';
import { findingsIn, notEvaluated } from '../../support/findings';

const of = (rule: string, parts: Parameters<typeof appYaml>[0], facts: MeshFactsProps = ISTIO_CLASSIC) => (
  findingsIn(appYaml(parts), new MeshFacts(facts)).filter(({ ruleId }) => ruleId === rule));

describe('DRN019: the sidecar goes before its application', () => {
  const sleeps = (seconds: number, config = '', facts?: MeshFactsProps, grace = 60): number => of('DRN019', {
    container: `lifecycle: {preStop: {sleep: {seconds: ${seconds}}}}`, pod: `terminationGracePeriodSeconds: ${grace}`, annotations: config && `proxy.istio.io/config: '${config}'`,
  }, facts).length;

  test.each<[number, string, number]>([
    [4, '', 0], [5, '', 0], [6, '', 1], [30, '', 1],
    [30, '{terminationDrainDuration: 30s}', 0], [30, '{terminationDrainDuration: 29s}', 1], [30, '{drainDuration: 60s}', 1],
    [30, '{proxyMetadata: {EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true"}}', 0],
  ])('a preStop hook of %ds, %s', (seconds, config, count) => { expect(sleeps(seconds, config)).toBe(count); });

  test('a native sidecar ends last; on ASM exit-on-zero is the default', () => {
    expect(sleeps(30, '', ISTIO)).toBe(0);
    expect(sleeps(30, '', ASM)).toBe(0);
  });

  test('the grace period ends both', () => {
    expect(sleeps(40, '{terminationDrainDuration: 50s}', undefined, 30)).toBe(1);
    expect(sleeps(30, '{terminationDrainDuration: 50s}', undefined, 30)).toBe(0);
  });

  test('what a command takes may not be known, and pods without a hook have nothing to say', () => {
    expect(of('DRN019', { container: 'lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 20"]}}}' })).toHaveLength(1);
    expect(of('DRN019', { container: 'lifecycle: {preStop: {exec: {command: [/stop]}}}' })).toEqual([]);
    expect(of('DRN019', {})).toEqual([]);
  });

  const SLEEPS = { container: 'lifecycle: {preStop: {sleep: {seconds: 30}}}', pod: 'terminationGracePeriodSeconds: 60' };
  const SOME: MeshFactsProps = { ...ISTIO, platform: Platform.istio({ version: '1.30.3' }) };
  const unheard = (parts: Parameters<typeof appYaml>[0]): string[] => notEvaluated(appYaml(parts), new MeshFacts(SOME), 'DRN019');

  test('where nobody knows whether sidecars are native it is not judged, unless nothing depends on it', () => {
    expect(of('DRN019', SLEEPS, SOME)).toEqual([]);
    expect(unheard(SLEEPS)).toHaveLength(1);
    expect(unheard({})).toEqual([]);
    expect(unheard({ ...SLEEPS, annotations: 'proxy.istio.io/config: \'{proxyMetadata: {EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true"}}\'' })).toEqual([]);
  });

  test('names the container, both times and what to set', () => {
    const [finding] = of('DRN019', { container: 'lifecycle: {preStop: {sleep: {seconds: 20}}}' });
    expect([finding.message, finding.fix]).toEqual([
      'container web sleeps 20s in its preStop hook, and its sidecar is gone after 5s',
      'set terminationDrainDuration of the pods above 20s (annotation proxy.istio.io/config), and terminationGracePeriodSeconds above that',
    ]);
    expect(finding.pointer).toBe('/spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds');
  });
});

describe('DRN018: variables that the agent cannot read', () => {
  const variables = (metadata: string) => of('DRN018', { annotations: `proxy.istio.io/config: '{proxyMetadata: ${metadata}}'` }).map(({ message }) => message);
  const unread = (name: string, text: string): string => `${name} is ${JSON.stringify(text)}, which the agent cannot read: its default holds`;
  test.each<[string, string[]]>([
    ['{MINIMUM_DRAIN_DURATION: 60s}', []], ['{MINIMUM_DRAIN_DURATION: 1m30s}', []], ['{MINIMUM_DRAIN_DURATION: "0"}', []], ['{MINIMUM_DRAIN_DURATION: ""}', []],
    ['{MINIMUM_DRAIN_DURATION: "60"}', [unread('MINIMUM_DRAIN_DURATION', '60')]],
    ...['true', 'T', '0', 'False'].map((word): [string, string[]] => [`{EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "${word}"}`, []]),
    ...['yes', 'on', 'tRue'].map((word): [string, string[]] => [`{EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "${word}"}`, [unread('EXIT_ON_ZERO_ACTIVE_CONNECTIONS', word)]]),
    ['{MINIMUM_DRAIN_DURATION: 1 m, EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "2"}', [unread('EXIT_ON_ZERO_ACTIVE_CONNECTIONS', '2'), unread('MINIMUM_DRAIN_DURATION', '1 m')]],
  ])('%s', (metadata, messages) => { expect(variables(metadata)).toEqual(messages); });
});
