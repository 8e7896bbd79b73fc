import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Where Debian puts it; CHROMIUM names another one. */
export const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

/** A browser that is spoken to over a pipe, in the DevTools protocol. */
export class Browser {
  private readonly process: ChildProcess;
  private readonly folder = mkdtempSync(join(tmpdir(), 'browser-'));
  private readonly waiting = new Map<number, { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }>();
  private readonly events: Message[] = [];
  private session?: string;
  private last = 0;
  private rest = '';

  constructor(path: string) {
    this.process = spawn(path, ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe', `--user-data-dir=${this.folder}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    (this.process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => { this.take(text); });
  }

  /** Opens a page in a window of this width; answers what the console and the security policy had to say. */
  public async open(url: string, { width, scheme }: View): Promise<readonly string[]> {
    if (this.session === undefined) {
      const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
      this.session = String((await this.send('Target.attachToTarget', { targetId, flatten: true })).sessionId);
      for (const domain of ['Log', 'Page', 'Runtime', 'Network']) { await this.send(`${domain}.enable`); }
    }
    await this.send('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: width < 600 });
    await this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    this.events.length = 0;
    await this.send('Page.navigate', { url });
    while (!this.events.some(({ method }) => method === 'Page.loadEventFired')) { await new Promise((resolve) => setTimeout(resolve, 20)); }
    const requests = this.events.filter(({ method }) => method === 'Network.requestWillBeSent').map(({ params }) => String((params!.request as { url: string }).url));
    const said = this.events.filter(({ method }) => method === 'Log.entryAdded' || method === 'Runtime.exceptionThrown' || method === 'Runtime.consoleAPICalled');
    return [...requests.filter((requested) => requested !== url), ...said.map((event) => JSON.stringify(event.params))];
  }

  /** The value of an expression in the page; it must be JSON. */
  public async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) { throw new Error(JSON.stringify(exceptionDetails)); }
    return (result as { value: T }).value;
  }

  public async print(): Promise<Buffer> {
    return Buffer.from(String((await this.send('Page.printToPDF', { printBackground: true })).data), 'base64');
  }

  public async close(): Promise<void> {
    const gone = new Promise((resolve) => { this.process.once('exit', resolve); });
    this.session = undefined;
    void this.send('Browser.close').catch(() => undefined);
    await gone;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    this.last += 1;
    const id = this.last;
    const answer = new Promise<Record<string, unknown>>((resolve, reject) => { this.waiting.set(id, { resolve, reject }); });
    (this.process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, ...this.session !== undefined && { sessionId: this.session } })}\0`);
    return answer;
  }

  private take(text: string): void {
    const parts = (this.rest + text).split('\0');
    this.rest = parts.pop()!;
    for (const message of parts.map((part) => JSON.parse(part) as Message)) {
      const waiting = message.id === undefined ? undefined : this.waiting.get(message.id);
      if (!waiting) { this.events.push(message); continue; }
      this.waiting.delete(message.id!);
      if (message.error) { waiting.reject(new Error(message.error.message)); } else { waiting.resolve(message.result!); }
    }
  }
}
