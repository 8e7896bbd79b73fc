import { parseAllDocuments } from 'yaml';
import { ALL_RULES } from '../../src/checks/rules';
import { inert } from '../../src/kube/visible';
import { CliFolder } from '../support/cli';

const WAYPOINT = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: waypoint, namespace: shop}
spec:
  gatewayClassName: istio-waypoint
  infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: options}}
  listeners: [{name: mesh, port: 15008, protocol: HBONE}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: options, namespace: shop}
data: {deployment: "spec: {replicas: 3}"}
`;
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web, sidecar.istio.io/inject: "true"}}
    spec: {containers: [{name: web, image: web}]}
`;
const INGRESS = `apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: {name: ingress, namespace: istio-system}
spec:
  gatewayType: ingress
  clusterIds: [c1, c2]
  replicaCount: 2
  overrides: {c2: {replicaCount: 5}}
  ports: [{name: http, port: 80, targetPort: 8080}]
`;
const PLATFORM = ['--platform', 'istio@1.30.3', '--kubernetes', '1.33'];

let folder: CliFolder;
beforeEach(() => { folder = new CliFolder({ 'dist/waypoint.yaml': WAYPOINT, 'dist/web.yaml': WEB, 'ingress.yaml': INGRESS }); });
afterEach(() => { folder.remove(); });

interface Rendered { kind: string; metadata: { name: string }; spec: { replicas?: number } }
interface Previewed { name: string; role: string; make: string; state: string; objects: { object: { kind: string } }[]; settings: { name: string }[] }

interface Templated { spec: { template: { metadata: { annotations: { [key: string]: string } } } } }

/** A text in double quotes, for a YAML reader that takes no control characters. */
const escape = (text: string): string => inert(JSON.stringify(text));

const objects = (yaml: string): Rendered[] => parseAllDocuments(yaml).map((document) => document.toJS() as Rendered);

describe('preview', () => {
  test('shows what will run, with the origin of every value', () => {
    const { code, out } = folder.run(['preview', 'dist', ...PLATFORM]);
    expect(code).toBe(0);
    expect(out).toContain('# waypoint shop/waypoint, deployed for a Gateway\n');
    expect(out).toContain('# sidecar shop/web, added by the injector\n');
    expect(out).toMatch(/replicas: 3 # set in ConfigMap shop\/options at \/data\/deployment\/spec\/replicas \(dist\/waypoint.yaml:12/);
    expect(objects(out).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(expect.arrayContaining(['Deployment waypoint', 'Service waypoint', 'Deployment web']));
  });

  test('one proxy, as JSON, with its settings', () => {
    const { out } = folder.run(['preview', 'dist', ...PLATFORM, '--name', 'shop/waypoint', '--format', 'json']);
    const { proxies } = JSON.parse(out) as { proxies: Previewed[] };
    expect(proxies).toMatchObject([{ name: 'waypoint', namespace: 'shop', role: 'waypoint', make: 'managed', state: 'runs', refusals: [] }]);
    expect(proxies[0].objects.map(({ object }) => object.kind)).toContain('Deployment');
    expect(proxies[0].settings.map(({ name }) => name)).toContain('grace period');
  });

  test('values alone', () => {
    expect(folder.run(['preview', 'dist', ...PLATFORM, '--no-origins']).out).not.toContain('replicas: 3 #');
  });

  test.each(['yaml', 'json'])('%s: a name ends no comment, and hidden characters are escapes of the same text', (format) => {
    const hostile = 'a\u009b31m\u202eb\tc\u0007';
    folder.write('hostile.yaml', `apiVersion: apps/v1
kind: Deployment
metadata: {name: "web\\nkind: Injected\\u202e", namespace: shop}
spec:
  template:
    metadata:
      labels: {app: web, sidecar.istio.io/inject: "true"}
      annotations: {"key\\u202e": ${escape(hostile)}, text: ${escape(`one\n${hostile}\ntwo`)}, plain: "one\\ntwo"}
    spec: {containers: [{name: web, image: web}]}
`);
    for (const flags of [[], ['--no-origins']]) {
      const { out } = folder.run(['preview', 'hostile.yaml', ...PLATFORM, '--format', format, ...flags]);
      // eslint-disable-next-line no-control-regex
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(out).not.toMatch(/^kind: Injected/m);
      const shown = format === 'json' ? (JSON.parse(out) as { proxies: Previewed[] }).proxies[0].objects[0].object : objects(out)[0];
      expect((shown as unknown as Templated).spec.template.metadata.annotations).toMatchObject({ 'key\u202e': hostile, 'text': `one\n${hostile}\ntwo`, 'plain': 'one\ntwo' });
    }
  });

  test.each([
    [['preview', 'dist', '--name', 'shop/other'], 2, 'nothing runs as "shop/other"; there are shop/waypoint, shop/web'],
    [['preview', 'dist', '--format', 'xml'], 2, '--format must be yaml or json, got "xml"'],
    [['preview'], 2, "missing required argument 'path'"],
  ])('%j', (args, code, message) => {
    const answer = folder.run(args);
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(message);
  });

  test('manifests without a proxy are no mistake', () => {
    folder.write('plain.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
    expect(folder.run(['preview', 'plain.yaml'])).toEqual({ code: 0, out: '', err: 'the manifests ask for no gateway, waypoint or sidecar\n' });
  });

  test('what a template adds that is not modelled is said to be missing', () => {
    const template = '{metadata: {labels: {app: web, sidecar.istio.io/inject: "true"}, annotations: {inject.istio.io/templates: grpc-agent}}, spec: {containers: [{name: web, image: "web:1"}]}}';
    folder.write('web.yaml', `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {selector: {matchLabels: {app: web}}, template: ${template}}\n`);
    folder.write('namespaces.yaml', 'shop: {}\n');
    expect(folder.run(['preview', 'web.yaml', '--namespaces', 'namespaces.yaml']).out)
      .toContain('# what is not shown is not known: what the injection template grpc-agent adds is not modelled\n');
  });

  test('what may have a sidecar is not passed over in silence', () => {
    const template = '{metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}';
    folder.write('web.yaml', `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: ${template}}\n`);
    folder.write('namespaces.yaml', 'shop: {labels: {istio-injection: enabled}}\n');
    const why = 'whether pods get a sidecar is not known without the labels of their namespaces (shop)';
    expect(folder.run(['preview', 'web.yaml', '-n', 'shop'])).toEqual({ code: 0, out: '', err: expect.stringContaining(`not shown: ${why}`) });
    expect(folder.run(['check', 'web.yaml', '-n', 'shop']).out.replace(/\s+/g, ' ')).toContain(why);
    const known = folder.run(['preview', 'web.yaml', '-n', 'shop', '--namespaces', 'namespaces.yaml']);
    expect([known.err, known.out.split('\n')[0]]).toEqual(['', '# sidecar shop/web, added by the injector']);
    expect(known.out).toContain('kubernetes://apis/apps/v1/namespaces/shop/deployments/web');
  });
});

describe('render', () => {
  const kinds = (args: readonly string[]) => objects(folder.run(['render', 'ingress.yaml', ...args]).out).map(({ kind }) => kind);

  test('an IstioGateway resource as each rendering has it', () => {
    expect(kinds([...PLATFORM, '--cluster', 'c1'])).toEqual(expect.arrayContaining(['Deployment', 'Service', 'ServiceAccount']));
    expect(kinds([...PLATFORM, '--cluster', 'c1', '--rendering', 'managed'])).toEqual(expect.arrayContaining(['Gateway', 'ConfigMap']));
    expect(kinds(['--platform', 'asm@1.26'])).toContain('IstioGateway');
  });

  test('what is wrong with the gateway is said, and it is written all the same', () => {
    const { code, err } = folder.run(['render', 'ingress.yaml', ...PLATFORM, '--cluster', 'c1']);
    expect(code).toBe(0);
    expect(err).toContain('AVL010 error: no spread');
  });

  test('the overrides of a cluster, and the chart\'s names', () => {
    const deployment = (args: readonly string[]) => objects(folder.run(['render', 'ingress.yaml', ...PLATFORM, ...args]).out).find(({ kind }) => kind === 'Deployment');
    expect(deployment(['--cluster', 'c1'])).toMatchObject({ metadata: { name: 'istio-ingress' }, spec: { replicas: 2 } });
    expect(deployment(['--cluster', 'c2', '--naming', 'helm'])).toMatchObject({ metadata: { name: 'ingress' }, spec: { replicas: 5 } });
  });

  test.each([
    [['ingress.yaml', '--rendering', 'helm'], '--rendering must be one of ASM, INJECTED, MANAGED, got "helm"'],
    [['ingress.yaml', '--rendering', 'asm', '--platform', 'istio@1.30'], 'rendering'],
    [['dist/web.yaml'], 'IstioGateway'],
    [['ingress.yaml', ...PLATFORM], 'overrides'],
    [['dist'], 'expected one file with an IstioGateway resource'],
  ])('%j is refused', (args, message) => {
    const { code, out, err } = folder.run(['render', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('rules', () => {
  test('lists every rule', () => {
    const { code, out } = folder.run(['rules']);
    expect(code).toBe(0);
    expect(out.match(/^ {2}[A-Z]{3}\d{3} /gm)).toHaveLength(ALL_RULES.length);
  });

  test('says of one what it finds and why, in any case of letters', () => {
    expect(folder.run(['rules', 'drn001']).out).toMatch(/^DRN001: drain order broken\nerror, class mesh\n/);
    expect(JSON.parse(folder.run(['rules', 'DRN001', '--format', 'json']).out)).toMatchObject([{ id: 'DRN001', severity: 'error', class: 'mesh' }]);
  });

  test.each(['DRN01', 'drn1'])('an id that is none: %s', (id) => {
    expect(folder.run(['rules', id])).toMatchObject({ code: 2, err: expect.stringContaining(`there is no rule "${id}"; did you mean "DRN001"?`) as string });
  });
});
