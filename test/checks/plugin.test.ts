import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshValidation } from '../../src';

const root = join(__dirname, '..', '..');
const gateway = (drain: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress, namespace: edge}
spec:
  selector: {matchLabels: {app: ingress}}
  template:
    metadata:
      labels: {app: ingress, sidecar.istio.io/inject: "true"}
      annotations:
        inject.istio.io/templates: gateway
        proxy.istio.io/config: "{drainDuration: ${drain}s, terminationDrainDuration: 60s}"
    spec:
      terminationGracePeriodSeconds: 90
      containers: [{name: istio-proxy, image: auto}]
`;

describe('the plugin in the real cdk8s synth', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-plugin-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function synth(drain: number, properties = '{platform: istio@1.30, kubernetes: "1.33"}') {
    writeFileSync(join(folder, 'gateway.yaml'), gateway(drain));
    writeFileSync(join(folder, 'plugin.js'), `require(${JSON.stringify(join(root, 'node_modules/ts-node'))}).register({ transpileOnly: true,
      project: ${JSON.stringify(join(root, 'test/tsconfig.json'))} });\nmodule.exports = require(${JSON.stringify(join(root, 'src/index.ts'))});\n`);
    writeFileSync(join(folder, 'main.js'), `const { App, Chart, Include } = require(${JSON.stringify(join(root, 'node_modules/cdk8s'))});
      const app = new App(); new Include(new Chart(app, 'edge'), 'gateway', { url: 'gateway.yaml' }); app.synth();`);
    writeFileSync(join(folder, 'cdk8s.yaml'),
      `language: typescript\napp: node main.js\nvalidations:\n  - {package: ./plugin.js, version: 0.0.0, class: MeshValidation, properties: ${properties}}\n`);
    const args = ['synth', '--check-upgrade=false', '--validation-reports-output-file', 'report.json'];
    const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/cdk8s'), args, { cwd: folder, encoding: 'utf8', env: { ...process.env, CI: '1' } });
    return { status, text: `${stdout}${stderr}`, report: () => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) };
  }

  test('fails a drain order that is broken, and says where', () => {
    const { status, text, report } = synth(60);
    expect(status).toBe(2);
    expect(text).toContain('DRN001 error: drain order broken');
    expect(JSON.stringify(report())).toContain('terminationDrainDuration 60s');
  });
});

describe('the plugin by itself', () => {
  const context = (manifests: string[]) => {
    const said: { violations: unknown[]; status?: string; logged: string[] } = { violations: [], logged: [] };
    return {
      said,
      manifests,
      logger: { log: (message: string) => said.logged.push(message) },
      report: { addViolation: (violation: unknown) => said.violations.push(violation), submit: (status: string) => { said.status = status; } },
    };
  };

  test('passes what holds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-plugin-'));
    try {
      const file = join(folder, 'gateway.yaml');
      const judge = async (drain: number) => {
        writeFileSync(file, gateway(drain));
        const made = context([file]);
        await new MeshValidation({ platform: 'istio@1.30', kubernetes: '1.33' }).validate(made);
        return made.said.status;
      };
      expect(await judge(30)).toBe('success');
      expect(await judge(60)).toBe('failure');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('says once why rules were not evaluated', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-plugin-'));
    try {
      const file = join(folder, 'web.yaml');
      const template = '{metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}';
      writeFileSync(file, `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {selector: {matchLabels: {app: web}}, template: ${template}}\n`);
      const made = context([file]);
      await new MeshValidation({ platform: 'istio@1.30', kubernetes: '1.33' }).validate(made);
      expect(made.said.logged).toEqual([expect.stringMatching(/^not evaluated \(CAP006, CAP007, CAP008 and \d+ more\): whether pods get a sidecar is not known/)]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('shows hidden characters and no secrets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-plugin-'));
    try {
      const file = join(folder, 'gateway.yaml');
      const token = `ghp_${'a1B2'.repeat(9)}`;
      writeFileSync(file, gateway(60).replace('terminationDrainDuration: 60s', `terminationDrainDuration: '${token}\\u202e'`));
      const made = context([file]);
      await new MeshValidation({ platform: 'istio@1.30', kubernetes: '1.33', failOn: 'note' }).validate(made);
      const said = JSON.stringify(made.said);
      expect(said).toMatch(/\[secret, \d+ characters, sha256 [0-9a-f]{8}\]/);
      expect(said).not.toContain(token);
      expect(said).not.toContain('\u202e');
      expect(made.said.violations.length).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test.each([
    [{ platform: 'linkerd@2' }, '\'platform\' must be istio@VERSION or asm@VERSION, got "linkerd@2"; write for example istio@1.30'],
    [{ failOn: 'fatal' }, '\'failOn\' must be error, warning, note or never, got "fatal"'],
    [{ Platform: 'x', typo: 1 }, 'properties of MeshValidation: unknown Platform, typo, expected platform, kubernetes, failOn, asOf'],
  ])('refuses %j', async (properties, message) => {
    await expect(new MeshValidation(properties).validate(context([]))).rejects.toThrow(message);
  });

  test.each([undefined, null, 'text', []])('takes %j for no properties', async (properties) => {
    const made = context([]);
    await new MeshValidation(properties).validate(made);
    expect(made.said).toEqual({ violations: [], logged: [], status: 'success' });
  });
});
