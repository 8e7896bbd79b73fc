import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { expectCleanPrototypes, refusalOf } from './support';
import {
  GatewaySpread, IstioGateway, IstioGatewayChart, type IstioGatewayProps, MeshFacts, MeshFleet, Platform, SidecarLevel, SidecarPolicy,
  type SidecarSettings, ValidationAspects, Waypoint,
} from '../../src';
import { judgeManifests } from '../../src/checks/check-manifests';
import { IntOrPercent, portList, Quantity } from '../../src/kube';
import { manifestOf, readManifests, readYamlValue } from '../../src/model/manifest';
import { CliFolder } from '../support/cli';
import { bestTime } from '../support/cpu-time';

const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33', nativeSidecars: false });
const SCALED: IstioGatewayProps = {
  namespace: 'istio-ingress', minReplicas: 2, maxReplicas: 3, resources: { requests: { cpu: '1' } }, cpu: { targetAverageUtilization: 80 }, spread: GatewaySpread.nodes(),
};

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-hostile-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

function chart(): Chart {
  const made = new Chart(new App(), 'app', { namespace: 'shop' });
  ISTIO.applyTo(made);
  return made;
}
const gateway = (props: object): string | undefined => refusalOf(() => new IstioGateway(chart(), 'gw', { ...SCALED, ...props }));
const policy = (settings: SidecarSettings): string | undefined => refusalOf(() => new SidecarPolicy(chart(), 'policy', { level: SidecarLevel.workload('shop', { app: 'web' }), settings }));
const polluted = (): unknown => ({} as Record<string, unknown>).polluted;
/** An own key `__proto__`, at the top and below. */
const POLLUTION = '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "a": {"__proto__": {"polluted": true}}}';

afterAll(expectCleanPrototypes);

describe('__proto__ as a key', () => {
  test.each([
    ['gateway props', () => gateway(JSON.parse(POLLUTION) as object), /'__proto__' is not a prop/],
    ['labels of a gateway', () => gateway({ podLabels: JSON.parse('{"__proto__": "x"}') as object }), /__proto__/],
    ['overrides of a gateway', () => gateway({ cluster: 'c1', overrides: JSON.parse('{"__proto__": {"minReplicas": 9}}') as object }), /__proto__/],
    ['settings of sidecars', () => policy(JSON.parse('{"__proto__": {"logLevel": "debug"}}') as SidecarSettings), /"__proto__"/],
    ['runtime values of sidecars', () => policy({ runtimeValues: JSON.parse('{"__proto__": "x"}') as { [key: string]: string } }), undefined],
    ['facts', () => refusalOf(() => new MeshFacts({ meshConfig: JSON.parse(POLLUTION) as object }).applyTo(new App())), undefined],
    ['clusters of a fleet', () => refusalOf(() => new MeshFleet({ outdir: folder, platform: ISTIO, clusters: JSON.parse('{"__proto__": {}}') as object as {} })), /"__proto__"/],
    ['overlays of a waypoint', () => refusalOf(() => new Waypoint(chart(), 'wp', { overlays: { deployment: JSON.parse(POLLUTION) as object as {} } })), undefined],
    ['an overlay as text', () => refusalOf(() => new Waypoint(chart(), 'wp', { overlays: { deployment: '__proto__: {polluted: true}\nspec: {__proto__: {polluted: true}}\n' } })), undefined],
    ['a manifest', () => refusalOf(() => judgeManifests([manifestOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: JSON.parse(POLLUTION) as object })], new MeshFacts())), undefined],
    ['YAML', () => refusalOf(() => readYamlValue('__proto__: {polluted: true}\na: &a {__proto__: {polluted: true}}\nb: {<<: *a}\n', { file: 'a' })), undefined],
  ])('%s: refused or data, and the language is as it was', (_, attack, expected) => {
    const refused = attack();
    if (expected !== undefined) { expect(refused).toMatch(expected); }
    expect(polluted()).toBeUndefined();
  });

  test.each([
    ['the configuration file', '.cdk8s-istio.yaml', [], /unknown key "__proto__"/],
    ['facts in the configuration file', '.cdk8s-istio.yaml', [], undefined],
    ['the mesh config', 'f', ['--mesh-config', 'f'], undefined],
    ['the injection values', 'f', ['--values', 'f'], undefined],
    ['the namespaces', 'f', ['--namespaces', 'f'], undefined],
    ['the baseline', 'f', ['--baseline', 'f'], /expected a baseline of version 1/],
  ] as const)('%s', (name, file, flags, expected) => {
    const text = name.startsWith('facts') ? `{"facts": {"meshConfig": ${POLLUTION}}}` : POLLUTION;
    const files = new CliFolder({ [file]: text, 'a.yaml': '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}' });
    const { code, err } = files.run(['check', 'a.yaml', ...flags]);
    files.remove();
    expect([0, 2]).toContain(code);
    if (expected !== undefined) { expect(err).toMatch(expected); }
    expect(polluted()).toBeUndefined();
  });
});

describe('names of files', () => {
  test.each(['..', '../x', 'a/b', '/etc/x', 'C:\\x', '\0', 'con', 'x'.repeat(300), 'Ünï', '../../x'].map((id) => [JSON.stringify(id).slice(0, 40), id]))('a chart called %s stays in the output, or is refused', (_, id) => {
    const outdir = join(folder, 'out');
    refusalOf(() => {
      const app = new App({ outdir });
      ISTIO.applyTo(app);
      new IstioGatewayChart(app, id, SCALED);
      try {
        app.synth();
      } catch (error) {
        // the file system has its own rules for names; nothing of it is ours to reword
        expect((error as NodeJS.ErrnoException).code ?? (error as Error).message).toMatch(/ENAMETOOLONG|ERR_INVALID_ARG_VALUE|\[/);
      }
    });
    expect(readdirSync(folder).filter((name) => name !== 'out')).toEqual([]);
    expect(existsSync(outdir) ? readdirSync(outdir, { withFileTypes: true }).filter((entry) => !entry.isFile()) : []).toEqual([]);
  });

  test('the folder of a cluster that is a link is refused, and nothing is written through it', () => {
    const outdir = join(folder, 'out');
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(outdir);
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(outdir, 'c2'));
    const fleet = new MeshFleet({ outdir, platform: ISTIO, clusters: { c1: {}, c2: {} } });
    fleet.addGateway('ingress', { ...SCALED, ports: [{ name: 'https', port: 443 }] });
    expect(refusalOf(() => fleet.synth())).toBe('[MeshFleet] the folder of a cluster must not be a link, got one for c2; remove it');
    expect([readdirSync(elsewhere), readdirSync(outdir)]).toEqual([[], ['c2']]);
  });
});

describe('iptables, sysctl and interface names', () => {
  const WORDS = ['eth0 -j ACCEPT', 'eth0;reboot', '$(x)', '`x`', 'a\nb', '-x', '--help', '0x50', '1; rm', '1\n2', '../../etc'];

  test.each(WORDS)('%j is no port, no range and no interface of a policy', (word) => {
    expect(policy({ excludeInboundPorts: word })).toMatch(/excludeInboundPorts/);
    expect(policy({ includeOutboundIpRanges: word })).toMatch(/includeOutboundIpRanges/);
  });

  test.each(WORDS.filter((word) => !word.startsWith('0x')))('%j is no value of a kernel parameter', (word) => {
    expect(gateway({ kernelInitImage: 'sysctl:1', kernel: { enabled: true, parameters: { netCoreSomaxconn: word } } })).toMatch(/net\.core\.somaxconn must be a number as text/);
  });

  test.each(['net.ipv4.x=1', 'a b', '../../etc', '/', '-w', 'x'.repeat(254)])('%j is no kernel parameter', (name) => {
    expect(gateway({ kernelInitImage: 'sysctl:1', kernel: { enabled: true, parameters: { [name]: '1' } } })).toBeDefined();
  });
});

describe("texts that would leave Istio's template", () => {
  const SINKS: readonly (readonly [string, (text: string) => SidecarSettings])[] = [
    ['proxyCPU', (text) => ({ resources: { requests: { cpu: text } } })],
    ['logLevel', (text) => ({ logLevel: text })],
    ['includeOutboundPorts', (text) => ({ includeOutboundPorts: text })],
    ['environment', (text) => ({ environment: { A: text } })],
  ];
  test.each(SINKS.flatMap(([sink, make]) => ['1"\ncontainers:\n- name: x', '"', '\\"', 'a\nb'].map((text) => [sink, text, make] as const)))('%s of %j is refused', (_, text, make) => {
    expect(policy(make(text))).toMatch(/^\[app\/policy\]/);
  });

  test.each([
    'sidecar.istio.io/proxyCPU', 'sidecar.istio.io/logLevel', 'traffic.sidecar.istio.io/includeOutboundPorts', 'sidecar.istio.io/proxyImage',
    'traffic.sidecar.istio.io/excludeInterfaces', 'sidecar.istio.io/bootstrapOverride',
  ])('an annotation %s that nobody checked is an error of the manifest', (name) => {
    const web = manifestOf({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { 'app': 'web', 'sidecar.istio.io/inject': 'true' }, annotations: { [name]: '1"\ncontainers:\n- name: x' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } } },
    });
    const { report } = judgeManifests([web], new MeshFacts({ platform: ISTIO }));
    expect(report.findings.filter(({ severity, pointer, message }) => severity === 'error' && `${pointer} ${message}`.includes(name.slice(name.indexOf('/') + 1)))).not.toEqual([]);
  });
});

describe('numbers', () => {
  test.each(['١٢', '0x10', '+-5', '5 ', '9'.repeat(65), '1e1000', 'NaN', 'Infinity'])('%j is no quantity', (text) => {
    expect(refusalOf(() => Quantity.parse(text))).toMatch(/must be a Kubernetes quantity/);
  });

  test.each(['١٢', '+5', '5 ', '0x10', '-0', '1e2', '65536', '0'])('%j is no port', (text) => {
    expect(refusalOf(() => portList(text, 'ports'))).toMatch(/^ports/);
  });

  test.each([2 ** 31, 2 ** 53 + 1, -1, 0.5, NaN, Infinity, '١٢%', '+5%', '5 %'])('%p is no number of pods and no share of them', (value) => {
    expect(refusalOf(() => IntOrPercent.parse(value))).toMatch(/must be/);
  });

  test.each([2 ** 31, 2 ** 53 + 1, 1e308, -1, 0.5, NaN, Infinity, -0])('%p replicas are refused', (minReplicas) => {
    expect(gateway({ minReplicas })).toMatch(/minReplicas/);
  });
});

describe('texts that grow', () => {
  test('a hundred thousand ranges, ports and names are answered in a moment', () => {
    const list = Array.from({ length: 100_000 }, (_, at) => `${at % 65536}`).join(',');
    expect(bestTime(400, () => { policy({ excludeInboundPorts: list, includeOutboundIpRanges: list }); })).toBeLessThan(400);
  });

  test.each(['/', '//', '/a/'])('a mount path of 100,000 times %j takes no quadratic time', (part) => {
    const mountPath = `/${part.repeat(100_000)}x`;
    expect(bestTime(200, () => { gateway({ secretVolumes: [{ name: 'a', secretName: 'a', mountPath }], volumeMounts: [{ name: 'a', mountPath }] }); })).toBeLessThan(200);
  });

  test('aliases of aliases are refused, not unfolded', () => {
    const bomb = Array.from({ length: 30 }, (_, at) => `a${at}: &a${at} [${at === 0 ? 'x' : Array(9).fill(`*a${at - 1}`).join()}]`).join('\n');
    expect(refusalOf(() => readManifests(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${bomb}\n`, { file: 'a' }))).toMatch(/aliases stand for too many values/);
    const merges = `a0: &a0 {${Array.from({ length: 30 }, (_, at) => `k${at}: 1`).join()}}\n${Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} {<<: [${Array(9).fill(`*a${at}`).join()}]}`).join('\n')}`;
    expect(bestTime(1000, () => { refusalOf(() => readManifests(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${merges}\n`, { file: 'a' })); })).toBeLessThan(1000);
  });
});

describe('acknowledgements', () => {
  test.each([
    ['__proto__', 'a reason that is long enough'], ['constructor', 'a reason that is long enough'], ['toString', 'a reason that is long enough'],
    ['DRN001', ''], ['DRN001', ' '.repeat(20)], ['DRN001', 'x'.repeat(100_000)],
  ])('of %j for %j: refused, or said to be of no rule', (rule, reason) => {
    const made = chart();
    const refused = refusalOf(() => ValidationAspects.of(made).acknowledge({ rule, reason }))
      ?? refusalOf(() => { new IstioGateway(made, 'gw', SCALED); (made.node.root as App).synth(); })
      ?? ValidationAspects.of(made).findings().map(({ message }) => message).join();
    expect(refused).toMatch(/there is no such rule|reason/);
  });
});

test('a private key in a manifest reaches no report and no comparison', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----';
  const web = (env: string): string => JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', annotations: { key: env } },
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' }, annotations: { 'proxy.istio.io/config': env, 'sidecar.istio.io/logLevel': env } }, spec: { containers: [{ name: 'web', image: 'web:1', env: [{ name: 'KEY', value: env }] }] } } },
  });
  const files = new CliFolder({ 'old.yaml': web('x'), 'new.yaml': web(key) });
  const said = ['text', 'json', 'sarif', 'junit', 'markdown', 'html'].map((format) => files.run(['check', 'new.yaml', '--format', format]))
    .concat(['text', 'json', 'markdown'].map((format) => files.run(['diff', 'old.yaml', 'new.yaml', '--format', format])));
  files.remove();
  expect(said.map(({ out, err }) => (out + err).includes('MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'))).toEqual(said.map(() => false));
  expect(said[0].out).toContain('[private key, ');
});
