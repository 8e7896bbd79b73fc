import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goProgram } from './go';
import { isThere } from './run';
import type { KubeObject } from '../../src/model/manifest';
import { Missing } from '../suite';

/** What the server says of an object. */
export interface Verdict {
  readonly accepted: boolean;
  readonly code: number;
  readonly message: string;
}

interface Answer {
  readonly code: number;
  readonly body: { readonly [field: string]: any };
}

/** Plugins that ask for other objects of a cluster, or change what is asked: the server judges each object alone. */
const WITHOUT = ['NamespaceLifecycle', 'ServiceAccount', 'Priority', 'DefaultIngressClass', 'StorageObjectInUseProtection'];

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** A real kube-apiserver with etcd, on free ports of loopback, gone with everything it wrote after `stop()`. */
export class ApiServer {
  public static async start(): Promise<ApiServer> {
    if (!isThere('etcd')) { throw new Missing('etcd, in the package etcd-server'); }
    const binary = goProgram('kube-apiserver');
    const server = new ApiServer(mkdtempSync(join(tmpdir(), 'conformance-')), await freePort());
    try {
      await server.boot(binary, await freePort(), await freePort());
      return server;
    } catch (error) {
      server.stop();
      throw error;
    }
  }

  private readonly token = randomUUID();
  private readonly children: ChildProcess[] = [];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });
  private readonly kinds = new Map<string, Promise<Map<string, { plural: string; namespaced: boolean }>>>();
  private certificate?: string;

  private constructor(private readonly folder: string, private readonly port: number) {}

  /** Asks by a server-side apply that is not kept; objects without a name can only be created. */
  public apply(object: KubeObject): Promise<Verdict> {
    return object.metadata.name === undefined ? this.create(object) : this.judge(object, 'PATCH', '&fieldManager=conformance&force=true');
  }

  /** Asks by a create that is not kept. */
  public create(object: KubeObject): Promise<Verdict> {
    return this.judge(object, 'POST', '&fieldManager=conformance');
  }

  /** Asks by a create that is kept, and takes it back: only then ports and addresses are given out. */
  public async really(object: KubeObject): Promise<Verdict> {
    const path = await this.pathOf(object);
    const { code, body } = await this.send('POST', `${path}?fieldValidation=Strict`, object);
    // without controllers nobody would take away what orphans or waits for its pods
    if (code === 201) { await this.send('DELETE', `${path}/${encodeURIComponent(String(body.metadata.name))}?propagationPolicy=Background`); }
    return { accepted: code < 300, code, message: code < 300 ? '' : String(body.message ?? body) };
  }

  /** Installs CRDs and whatever stands beside them, and waits until their kinds are served. */
  public async install(objects: readonly KubeObject[]): Promise<void> {
    for (const object of objects) {
      const { code, body } = await this.send('POST', await this.pathOf(object), object);
      if (code !== 201) { throw new Error(`${object.kind} ${object.metadata.name} was not installed: ${body.message}`); }
    }
    const crds = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
    for (const { metadata } of crds) {
      const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${metadata.name}`;
      const isServed = async (): Promise<boolean> => ((await this.send('GET', path)).body.status?.conditions ?? [])
        .some(({ type, status }: { type: string; status: string }) => type === 'Established' && status === 'True');
      for (let tries = 0; !await isServed(); tries += 1) {
        if (tries > 100) { throw new Error(`${metadata.name} is not served`); }
        await pause(100);
      }
    }
    this.kinds.clear();
  }

  /** Whether the server serves a kind. */
  public async serves({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): Promise<boolean> {
    return (await this.kindsOf(apiVersion)).has(kind);
  }

  public async version(): Promise<string> {
    return String((await this.send('GET', '/version')).body.gitVersion);
  }

  /** A file by which other programs reach the server. */
  public kubeconfig(): string {
    const file = join(this.folder, 'kubeconfig.yaml');
    const cluster = { 'server': `https://127.0.0.1:${this.port}`, 'insecure-skip-tls-verify': true };
    writeFileSync(file, JSON.stringify({
      'apiVersion': 'v1',
      'kind': 'Config',
      'current-context': 'mesh',
      'clusters': [{ name: 'mesh', cluster }],
      'users': [{ name: 'mesh', user: { token: this.token } }],
      'contexts': [{ name: 'mesh', context: { cluster: 'mesh', user: 'mesh' } }],
    }), { mode: 0o600 });
    return file;
  }

  public stop(): void {
    this.agent.destroy();
    for (const child of [...this.children].reverse()) { child.kill('SIGKILL'); }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private async boot(binary: string, store: number, peers: number): Promise<void> {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(this.folder, 'public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(join(this.folder, 'private.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(this.folder, 'tokens.csv'), `${this.token},conformance,conformance,system:masters\n`);
    this.spawn('etcd', [
      '--data-dir', join(this.folder, 'etcd'), '--listen-client-urls', `http://127.0.0.1:${store}`, '--advertise-client-urls', `http://127.0.0.1:${store}`,
      '--listen-peer-urls', `http://127.0.0.1:${peers}`, '--initial-advertise-peer-urls', `http://127.0.0.1:${peers}`,
      '--initial-cluster', `default=http://127.0.0.1:${peers}`,
    ]);
    this.spawn(binary, [
      `--etcd-servers=http://127.0.0.1:${store}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${this.port}`,
      `--cert-dir=${join(this.folder, 'certs')}`, `--token-auth-file=${join(this.folder, 'tokens.csv')}`, '--authorization-mode=AlwaysAllow', '--allow-privileged=true',
      '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${join(this.folder, 'public.pem')}`,
      `--service-account-signing-key-file=${join(this.folder, 'private.pem')}`, '--service-cluster-ip-range=10.0.0.0/12,fd00:10::/108',
      `--disable-admission-plugins=${WITHOUT.join(',')}`, '--endpoint-reconciler-type=none',
    ]);
    for (let tries = 0; !await this.isReady(); tries += 1) {
      if (tries > 360 || this.children.some(({ exitCode }) => exitCode !== null)) {
        throw new Missing(`a kube-apiserver that becomes ready: ${readFileSync(join(this.folder, 'kube-apiserver.log'), 'utf8').trim().split('\n').at(-1)}`);
      }
      await pause(500);
    }
  }

  private spawn(command: string, args: readonly string[]): void {
    const name = command.includes('kube-apiserver') ? 'kube-apiserver' : command;
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    this.children.push(spawn(command, args, { stdio: ['ignore', log, log] }));
  }

  private async isReady(): Promise<boolean> {
    try {
      this.certificate ??= readFileSync(join(this.folder, 'certs', 'apiserver.crt'), 'utf8');
      return (await this.send('GET', '/readyz')).code === 200;
    } catch {
      return false;
    }
  }

  private kindsOf(apiVersion: string): Promise<Map<string, { plural: string; namespaced: boolean }>> {
    let known = this.kinds.get(apiVersion);
    if (known === undefined) {
      known = this.send('GET', apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`).then(({ body }) => new Map(
        (body.resources ?? []).filter(({ name }: { name: string }) => !name.includes('/'))
          .map(({ kind, name, namespaced }: { kind: string; name: string; namespaced: boolean }) => [kind, { plural: name, namespaced }])));
      this.kinds.set(apiVersion, known);
    }
    return known;
  }

  private async pathOf({ apiVersion, kind, metadata }: KubeObject): Promise<string> {
    const found = (await this.kindsOf(apiVersion)).get(kind);
    if (found === undefined) { throw new Error(`the server does not serve ${apiVersion} ${kind}`); }
    const namespace = found.namespaced ? `/namespaces/${encodeURIComponent(metadata.namespace ?? 'default')}` : '';
    return `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}${namespace}/${found.plural}`;
  }

  private async judge(object: KubeObject, method: 'PATCH' | 'POST', query: string): Promise<Verdict> {
    if (!await this.serves(object)) { return { accepted: false, code: 404, message: `no matches for kind "${object.kind}" in version "${object.apiVersion}"` }; }
    const path = await this.pathOf(object);
    const name = method === 'PATCH' ? `/${encodeURIComponent(String(object.metadata.name))}` : '';
    const { code, body } = await this.answer(method, `${path}${name}?dryRun=All&fieldValidation=Strict${query}`, object);
    // only a valid object gets so far that it can be there already
    const accepted = code < 300 || body.reason === 'AlreadyExists';
    return { accepted, code, message: accepted ? '' : String(body.message ?? body) };
  }

  /** The server hangs up on a request that it cannot survive. A connection that it closed meanwhile looks alike, and then a second try is answered. */
  private async answer(method: string, path: string, body: unknown, isLast = false): Promise<Answer> {
    try {
      return await this.send(method, path, body);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ECONNRESET') { throw error; }
      return isLast ? { code: 500, body: { message: 'the server hangs up: it crashes on this object' } } : this.answer(method, path, body, true);
    }
  }

  private send(method: string, path: string, body?: unknown): Promise<Answer> {
    const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    return new Promise((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1',
        port: this.port,
        path,
        method,
        agent: this.agent,
        ca: this.certificate,
        checkServerIdentity: () => undefined,
        headers: { 'Authorization': `Bearer ${this.token}`, 'Content-Type': type, 'Accept': 'application/json' },
      }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('error', reject);
        response.on('end', () => {
          let parsed: Answer['body'];
          try { parsed = JSON.parse(text) as Answer['body']; } catch { parsed = { message: text }; }
          resolve({ code: response.statusCode ?? 0, body: parsed });
        });
      });
      sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
