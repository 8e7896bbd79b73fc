import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliFolder } from '../support/cli';

/** Three errors' worth of nothing: an injected gateway whose drain outlasts its grace period. */
const BROKEN = `apiVersion: apps/v1
kind: Deployment
metadata: {name: edge, namespace: ingress}
spec:
  replicas: 1
  selector: {matchLabels: {app: edge}}
  template:
    metadata:
      labels: {app: edge, sidecar.istio.io/inject: "true"}
      annotations:
        inject.istio.io/templates: gateway
        proxy.istio.io/config: |
          terminationDrainDuration: 40s
          drainDuration: 20s
    spec:
      terminationGracePeriodSeconds: 30
      containers: [{name: istio-proxy, image: auto}]
`;
const MENDED = BROKEN.replace('GracePeriodSeconds: 30', 'GracePeriodSeconds: 60');
const WARNED = BROKEN.replace('GracePeriodSeconds: 30', 'GracePeriodSeconds: 60').replace('        proxy.istio', '        sidecar.istio.io/proxyImageType: distroless\n        proxy.istio')
  .replace('image: auto}', 'image: auto, lifecycle: {preStop: {exec: {command: [sh, -c, sleep 5]}}}}');
const PLATFORM = ['--platform', 'istio@1.30.3', '--kubernetes', '1.33'];

let folder: CliFolder;
beforeEach(() => { folder = new CliFolder({ 'dist/edge.yaml': BROKEN, 'empty.yaml': '# nothing\n' }); });
afterEach(() => { folder.remove(); });

const check = (args: readonly string[], options = {}) => folder.run(['check', ...PLATFORM, ...args], options);
const rulesIn = (json: string): string[] => (JSON.parse(json) as { findings: { ruleId: string; acknowledged?: unknown }[] }).findings
  .filter(({ acknowledged }) => !acknowledged).map(({ ruleId }) => ruleId);

describe('exit codes', () => {
  test('1 for an error, 0 without one', () => {
    expect(check(['dist']).code).toBe(1);
    folder.write('dist/edge.yaml', MENDED);
    expect(check(['dist'])).toMatchObject({ code: 0, err: '' });
  });

  test.each([['error', 0], ['warning', 1], ['note', 1], ['never', 0]])('a warning with --fail-on %s: %i', (failOn, code) => {
    folder.write('dist/edge.yaml', WARNED);
    expect(check(['dist', '--fail-on', failOn]).code).toBe(code);
  });

  test('never does not fail on errors either', () => {
    expect(check(['dist', '--fail-on', 'never']).code).toBe(0);
  });

  test.each([
    [['check'], 'check needs files or folders, or - for standard input'],
    [['check', 'nowhere'], 'error: nowhere: there is no such file or directory'],
    [['check', 'dist', '--fail-on', 'errors'], '--fail-on must be one of error, warning, note, never, got "errors"'],
    [['check', 'dist', '--format', 'xml'], '--format must be one of text, json, sarif, junit, markdown, html, got "xml"'],
    [['check', 'dist', '--platform', 'linkerd'], "'platform' must be istio@VERSION or asm@VERSION, got \"linkerd\""],
    [['check', 'dist', '--platform', 'istio@latest'], "'version' must be an Istio version such as 1.30 or 1.30.3, got \"latest\""],
    [['check', 'dist', '--platform', 'asm@1.26', '--native-sidecars'], "'nativeSidecars' must be left out on ASM"],
    [['check', 'dist', '--as-of', 'today'], '--as-of must be a day such as 2026-11-20, got "today"'],
    [['check', 'dist', '--platfrom', 'istio'], 'Did you mean --platform?'],
    [['chekc', 'dist'], 'Did you mean check?'],
    [['check', ''], 'a path must not be empty'],
    [['check', '-'], 'stdin: holds no Kubernetes objects'],
    [['check', 'dist', 'empty.yaml'], 'empty.yaml: holds no Kubernetes objects'],
    [['check', '-', '-'], 'standard input (-) can be read once'],
    [['check', 'dist', '--mesh-config', 'none.yaml'], 'none.yaml: there is no such file or directory'],
    [['check', 'dist/edge.yaml', '--cluster-folders'], 'with --cluster-folders a path is a folder of cluster folders, got a file'],
    [['check', 'dist', '--config', 'none.yaml'], 'none.yaml: there is no such file or directory'],
    [['check', 'dist', '--baseline', 'none.json'], 'none.json: there is no such file or directory; write one with --write-baseline none.json'],
  ])('2 for %j', (args, message) => {
    const { code, out, err } = folder.run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('several mistakes are said at once', () => {
    const { err } = folder.run(['check', 'dist', '--fail-on', 'x', '--as-of', 'y', '--platform', 'z', '--values', 'none']);
    expect(err.trim().split('\n')).toHaveLength(4);
  });
});

describe('what is read', () => {
  test('folders with everything below them, files, standard input, each file once', () => {
    folder.write('dist/deep/er/b.yml', BROKEN.replace('name: edge', 'name: second'));
    folder.write('dist/c.json', JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }));
    folder.write('dist/node_modules/x.yaml', BROKEN.replace('name: edge', 'name: hidden'));
    folder.write('dist/notes.txt', 'not YAML: [');
    const { out } = check(['dist', 'dist/edge.yaml', '-', '--format', 'json'], { stdin: BROKEN.replace('name: edge', 'name: third') });
    const drains = (JSON.parse(out) as { findings: { ruleId: string; object: { name: string }; file: string }[] }).findings
      .filter(({ ruleId }) => ruleId === 'DRN001').map(({ object, file }) => `${object.name} ${file}`);
    expect(drains.sort()).toEqual(['edge dist/edge.yaml', 'second dist/deep/er/b.yml', 'third stdin']);
  });

  test('a file of a folder without Kubernetes objects is left alone; one that is named is not', () => {
    folder.write('dist/values.yaml', 'replicas: 3\n');
    folder.write('dist/package.json', '{"name": "x"}');
    const { code, err } = check(['dist']);
    expect({ code, err }).toEqual({ code: 1, err: '2 of the files in folders hold no Kubernetes objects\n' });
    expect(check(['dist/values.yaml'])).toMatchObject({ code: 2, err: expect.stringContaining('dist/values.yaml:1:1: apiVersion is missing') as string });
  });

  test.each([
    ['in UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').toString('latin1'), 'dist/odd.yaml', 'save the file as UTF-8 if it is UTF-16'],
    ['with Kind', (text: string) => text.replace('kind:', 'Kind:'), 'dist/odd.yaml:1:1', 'kind is missing'],
    ['with ApiVersion', (text: string) => text.replace('apiVersion:', 'ApiVersion:'), 'dist/odd.yaml:1:1', 'apiVersion is missing'],
  ])('a file of a folder that nobody could apply is no file without objects: %s', (_, changed, place, message) => {
    writeFileSync(join(folder.path, 'dist/odd.yaml'), changed(BROKEN), 'latin1');
    const { code, err } = check(['dist']);
    expect(code).toBe(2);
    expect(err).toContain(place);
    expect(err).toContain(message);
  });

  test('what a kustomization of the folder takes as a patch is not judged; one that is named is', () => {
    const patch = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: edge}\nspec: {replicas: 2}\n';
    folder.write('dist/patch.yaml', patch);
    folder.write('dist/more/old.yaml', patch);
    folder.write('dist/kustomization.yaml', 'resources: [edge.yaml]\npatches: [{path: ./patch.yaml}, {patch: "- op: remove"}]\npatchesStrategicMerge: [more/old.yaml]\n');
    const { err, out } = check(['dist']);
    expect(err).toContain('2 of the files in folders are patches of kustomizations and were not judged; kustomize build makes what is applied\n');
    expect(out).not.toContain('patch.yaml');
    expect(check(['dist/patch.yaml']).out).toContain('LIM013');
  });

  test('a template is called one, in one line', () => {
    folder.write('dist/t.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {{ include "x" . }}\nspec:\n  {{- toYaml .Values.spec | nindent 2 }}\n');
    const { code, err } = check(['dist']);
    expect(code).toBe(2);
    expect(err.match(/dist\/t\.yaml/g)).toHaveLength(1);
    expect(err).toContain('dist/t.yaml: looks like a template ({{ … }}), expected manifests, render it first');
  });

  test('every text that cannot be read is named, and nothing is judged', () => {
    folder.write('dist/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a\n');
    folder.write('dist/b.yaml', 'apiVersion: v1\nkind: ConfigMap\n');
    const { code, out, err } = check(['dist']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('dist/a.yaml:');
    expect(err).toContain('dist/b.yaml:');
  });

  test('many files: one line says so', () => {
    for (let at = 0; at <= 500; at++) { folder.write(`many/${at}.json`, '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": "n'.concat(`${at}"}}`)); }
    expect(check(['many']).err).toBe('reading 501 files\n');
    expect(check(['many'], { terminal: true }).err).toMatch(/reading 0 of 501 files.*\r/s);
  });

  test('names with control characters do not reach the terminal as such', () => {
    expect(check(['no\u001b[31msuch']).err).toBe('error: no\\u001b[31msuch: there is no such file or directory\n');
  });
});

describe('output', () => {
  test.each(['text', 'json', 'sarif', 'junit', 'markdown', 'html'])('%s to a file is what standard output gets, and the same every time', (format) => {
    const { out } = check(['dist', '--format', format]);
    expect(out).toContain('DRN001');
    expect(check(['dist', '--format', format, '-o', 'report']).out).toBe('');
    expect(folder.read('report')).toBe(out);
  });

  test('colours on a terminal only, and not where NO_COLOR is set', () => {
    const hasColor = (options: object): boolean => check(['dist'], options).out.includes('\u001b[');
    expect([{}, { terminal: true }, { terminal: true, env: { NO_COLOR: '1' } }, { terminal: true, env: { TERM: 'dumb' } }].map(hasColor))
      .toEqual([false, true, false, false]);
  });

  test('a link is not written through, and a folder is no file', () => {
    symlinkSync(join(folder.path, 'target'), join(folder.path, 'link'));
    expect(check(['dist', '-o', 'link'])).toMatchObject({ code: 2, err: expect.stringContaining('expected a file, got a link') as string });
    expect(check(['dist', '-o', 'dist'])).toMatchObject({ code: 2, err: expect.stringContaining('got a directory') as string });
    expect(check(['dist', '-o', 'no/such/folder'])).toMatchObject({ code: 2, err: expect.stringContaining('cannot be written') as string });
  });
});

describe('the configuration file', () => {
  const CONFIG = `platform: istio@1.30.3
kubernetes: "1.33"
failOn: never
`;

  test('is found upwards, and a flag comes before it', () => {
    folder.write('.cdk8s-istio.yaml', CONFIG);
    expect(folder.run(['check', '.'], { cwd: 'dist' }).code).toBe(0);
    expect(folder.run(['check', '.', '--fail-on', 'error'], { cwd: 'dist' }).code).toBe(1);
  });

  test('--show-config says what holds and who said it', () => {
    folder.write('.cdk8s-istio.yaml', CONFIG);
    const { code, out } = folder.run(['check', '--show-config', '--platform', 'asm@1.26']);
    expect(code).toBe(0);
    expect(out.replaceAll(folder.path, '').split('\n')).toEqual([
      '# command line',
      'platform: asm@1.26',
      '# /.cdk8s-istio.yaml',
      'kubernetes: "1.33"',
      '# gatewayApi: not set, what depends on it is not evaluated',
      '# clusterKind: not set, what depends on it is not evaluated',
      '# nativeSidecars: not set, as the versions of mesh and Kubernetes have it',
      '# revision: not set, no revision',
      '# namespace: not set, such objects belong together, in a namespace without a name',
      '# meshConfig: not set, what depends on it is not evaluated',
      '# values: not set, what depends on it is not evaluated',
      '# namespaces: not set, what depends on it is not evaluated',
      '# facts: not set, what depends on it is not evaluated',
      '# /.cdk8s-istio.yaml',
      'failOn: never',
      '# asOf: not set, acknowledgements that expire are judged by no day',
      '# baseline: not set, every finding is new',
      '# acknowledgements: not set, nothing is accepted here',
      '',
    ]);
  });

  test('--show-config prints defaults as such, and what it prints is a configuration that says the same', () => {
    const { out } = folder.run(['check', '--show-config']);
    expect(out).toContain('# default, assumed, because no platform is declared\nplatform: istio@1.31\n');
    expect(out).toContain('# default\nfailOn: error\n');
    folder.write('again.yaml', out);
    const again = folder.run(['check', '--show-config', '--config', 'again.yaml']);
    expect(again.out).toContain('/again.yaml\nplatform: istio@1.31\n');
  });

  test('a wrong value is said to be where it stands', () => {
    folder.write('.cdk8s-istio.yaml', 'failOn: errors\nasOf: tomorrow\n');
    expect(folder.run(['check', 'dist']).err).toBe(
      "error: .cdk8s-istio.yaml: 'failOn' must be one of error, warning, note, never, got \"errors\"\n"
      + "error: .cdk8s-istio.yaml: 'asOf' must be a day such as 2026-11-20, got \"tomorrow\"\n");
    expect(folder.run(['check', 'dist', '--fail-on', 'x', '--as-of', '2026-11-20']).err).toBe('error: --fail-on must be one of error, warning, note, never, got "x"\n');
  });

  test('an assumed platform is said in the text, a declared one is not', () => {
    folder.write('dist/map.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n');
    expect(folder.run(['check', 'dist']).out.replace(/\s+/g, ' ')).toContain('no platform was declared: judged for istio 1.31 (assumed); --platform says another');
    expect(folder.run(['check', 'dist', '--platform', 'istio@1.31']).out).not.toContain('no platform was declared');
  });

  test('a file may stand anywhere', () => {
    folder.write('mesh.yaml', 'enableAutoMtls: [\n');
    folder.write('.cdk8s-istio.yaml', `meshConfig: ${JSON.stringify(join(folder.path, 'mesh.yaml'))}\n`);
    expect(folder.run(['check', 'dist']).err).toContain('mesh.yaml:2:1');
    folder.write('.cdk8s-istio.yaml', 'namespaces: {shop: {}}\nacknowledgements: [DRN001]\n');
    expect(folder.run(['check', 'dist']).err).toBe("error: .cdk8s-istio.yaml: 'namespaces' must be the path of a file, got a map\n"
      + 'error: .cdk8s-istio.yaml: acknowledgements[0]: must be a map with rule and reason, got "DRN001"\n');
  });

  test('every mistake in it is said at once', () => {
    folder.write('.cdk8s-istio.yaml', `platfrom: istio
kubernetes: 1.33
nativeSidecars: "yes"
facts: []
acknowledgements:
  - {rule: DRN001, reason: short}
  - {rule: DRN001, reason: long enough to say why, obejct: Deployment a/b}
  - {rule: DRN001, reason: long enough to say why, object: nonsense}
`);
    const { code, err } = folder.run(['check', 'dist']);
    expect(code).toBe(2);
    for (const message of [
      'unknown key "platfrom"; did you mean "platform"?', "'kubernetes' must be a version in quotes", "'nativeSidecars' must be true or false, got \"yes\"",
      "'facts' must be a map", 'acknowledgements[0]: reason has 5 characters', 'acknowledgements[1]: unknown key "obejct"; did you mean "object"?',
      "acknowledgements[2]: 'object' must be KIND NAMESPACE/NAME",
    ]) { expect(err).toContain(message); }
  });

  test.each([
    ['Deployment ingress/edge', true], ['Deployment */e*', true], ['* */*', true], ['Deployment ingress/*d*e', true],
    ['Deployment edge', false], ['Service ingress/edge', false], ['Deployment ingress/edg', false], ['Deployment ingress/*x', false],
  ])('an acknowledgement for %s covers the Deployment: %s', (object, covered) => {
    folder.write('.cdk8s-istio.yaml', `${CONFIG}acknowledgements:\n  - {rule: DRN001, reason: we know and accept it, object: "${object}"}\n`);
    expect(rulesIn(folder.run(['check', 'dist', '--format', 'json']).out).includes('DRN001')).toBe(!covered);
  });

  test('an acknowledgement expires', () => {
    folder.write('.cdk8s-istio.yaml', `${CONFIG}acknowledgements:\n  - {rule: DRN001, reason: we know and accept it, expires: "2026-11-20"}\n`);
    const open = (day: string): boolean => rulesIn(folder.run(['check', 'dist', '--format', 'json', '--as-of', day]).out).includes('DRN001');
    expect(['2026-11-19', '2026-11-20', '2026-11-21'].map(open)).toEqual([false, false, true]);
  });

  test.each(['shop: {istio-injection: enabled}', 'shop: enabled', 'shop: {labels: {a: b}, more: 1}'])('namespaces %s say nothing of labels, and are refused', (text) => {
    folder.write('ns.yaml', text);
    const { code, err } = check(['dist', '--namespaces', 'ns.yaml']);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('ns.yaml: expected the labels of shop below a key labels') as string });
  });

  test('facts, mesh config, values and namespaces come from files beside it', () => {
    folder.write('conf/.cdk8s-istio.yaml', `${CONFIG}meshConfig: mesh.yaml\nvalues: values.yaml\nnamespaces: ns.yaml\nfacts: {zones: [a, b]}\n`);
    folder.write('conf/mesh.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio}\ndata: {mesh: "defaultConfig: {drainDuration: 50s}"}\n');
    folder.write('conf/values.yaml', '{}');
    folder.write('conf/ns.yaml', 'apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Namespace, metadata: {name: ingress, labels: {a: b}}}]\n');
    folder.write('dist/edge.yaml', BROKEN.replace(/\n {10}drainDuration: 20s/, '').replace('40s', '51s').replace('Seconds: 30', 'Seconds: 60'));
    expect(rulesIn(folder.run(['check', '../dist', '--format', 'json'], { cwd: 'conf' }).out)).not.toContain('DRN001');
    folder.write('conf/mesh.yaml', 'defaultConfig: {drainDuration: 51s}\n');
    expect(rulesIn(folder.run(['check', '../dist', '--format', 'json'], { cwd: 'conf' }).out)).toContain('DRN001');
  });
});

describe('the baseline', () => {
  test('what is in it does not fail; what is new does; what is gone is counted', () => {
    expect(check(['dist', '--write-baseline', 'known.json'])).toEqual({ code: 0, out: '', err: '' });
    const known = folder.read('known.json');
    expect(check(['dist', '--baseline', 'known.json']).code).toBe(0);
    // lines move, and nothing is new
    folder.write('dist/edge.yaml', `# a comment\n\n${BROKEN}`);
    expect(check(['dist', '--baseline', 'known.json']).code).toBe(0);
    folder.write('dist/second.yaml', BROKEN.replace('name: edge', 'name: second'));
    const { code, out } = check(['dist', '--baseline', 'known.json', '--format', 'json']);
    expect(code).toBe(1);
    expect(new Set((JSON.parse(out) as { findings: { object: { name: string }; acknowledged?: object }[] }).findings
      .filter(({ acknowledged }) => !acknowledged).map(({ object }) => object.name))).toEqual(new Set(['second']));
    folder.write('dist/second.yaml', '');
    folder.write('dist/edge.yaml', MENDED);
    expect(check(['dist', '--baseline', 'known.json']).err).toMatch(/^\d+ of the findings in known.json (is|are) gone/m);
    expect(folder.read('known.json')).toBe(known);
  });

  test('two findings alike need two entries', () => {
    check(['dist', '--write-baseline', 'known.json']);
    const { version, findings } = JSON.parse(folder.read('known.json')) as { version: number; findings: object[] };
    folder.write('known.json', JSON.stringify({ version, findings: findings.slice(1) }));
    expect(check(['dist', '--baseline', 'known.json', '--fail-on', 'note']).code).toBe(1);
  });

  test('what the API server rejects can be known as well, and is no acknowledgement in the source', () => {
    folder.write('dist/edge.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_A_Name, namespace: ingress}\n');
    const first = JSON.parse(check(['dist', '--format', 'json']).out) as { findings: { class: string }[] };
    expect(first.findings.map((one) => one.class)).toContain('api');
    check(['dist', '--write-baseline', 'known.json']);
    const { code, out } = check(['dist', '--baseline', 'known.json', '--format', 'sarif']);
    expect(code).toBe(0);
    const { runs } = JSON.parse(out) as { runs: { results: { suppressions?: { kind: string }[] }[] }[] };
    expect(new Set(runs[0].results.flatMap(({ suppressions }) => suppressions?.map(({ kind }) => kind)))).toEqual(new Set(['external']));
  });

  test.each([['no JSON', '{'], ['another version', '{"version": 2, "findings": []}'], ['no fingerprint', '{"version": 1, "findings": [{}]}']])('%s is refused', (_, text) => {
    folder.write('known.json', text);
    expect(check(['dist', '--baseline', 'known.json'])).toMatchObject({ code: 2, err: expect.stringContaining('write one with --write-baseline known.json') as string });
  });
});

describe('clusters', () => {
  test('each folder is one; findings name it, and the same object in two clusters is no duplicate', () => {
    folder.write('fleet/c1/edge.yaml', BROKEN);
    folder.write('fleet/c2/edge.yaml', MENDED);
    const { out } = check(['fleet', '--cluster-folders', '--format', 'json']);
    const { findings } = JSON.parse(out) as { findings: { ruleId: string; cluster: string }[] };
    expect(findings.filter(({ ruleId }) => ruleId === 'DRN001').map(({ cluster }) => cluster)).toEqual(['c1']);
    expect(findings.map(({ ruleId }) => ruleId)).not.toContain('LIM009');
  });

  test('on ASM, what the control plane declares is judged with each cluster', () => {
    folder.write('fleet/mesh/gateway.yaml', `apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: {name: edge, namespace: istio-system}
spec:
  gatewayType: ingress
  clusterIds: [c1, c2]
  minReplicas: 2
  maxReplicas: 4
  ports: [{name: http, port: 80, targetPort: 80}]
`);
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}\n';
    folder.write('fleet/c1/ns.yaml', namespace);
    folder.write('fleet/c2/ns.yaml', namespace);
    const { out } = folder.run(['check', 'fleet', '--cluster-folders', '--platform', 'asm@1.26', '--kubernetes', '1.33', '--format', 'json']);
    const { findings } = JSON.parse(out) as { findings: { ruleId: string; cluster: string; file: string }[] };
    const spread = findings.filter(({ ruleId }) => ruleId === 'AVL010');
    expect(spread.map(({ cluster, file }) => `${cluster} ${file}`).sort()).toEqual(['c1 fleet/mesh/gateway.yaml', 'c2 fleet/mesh/gateway.yaml']);
  });
});

test('help shows examples and the exit codes, and each command its own', () => {
  expect(folder.run(['--help'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Exit codes: 0 nothing found') as string });
  for (const command of ['check', 'preview', 'diff', 'render', 'rules']) {
    expect(folder.run([command, '--help']).out).toContain(`$ cdk8s-istio ${command}`);
  }
  expect(folder.run(['--version']).out).toMatch(/^\d+\.\d+\.\d+/);
});
