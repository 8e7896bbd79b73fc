import { Construct, type IConstruct } from 'constructs';
import { shown } from '../kube/errors';

/**
 * Remembers one plain record a scope. The key is a registered symbol and the record is plain data, so that two copies of this package
 * in one app (a library's and the app's own) read what the other one wrote. Construct context would refuse to be set as soon as a
 * scope has children.
 */
export class TreeStore<T extends object> {
  private readonly key: symbol;

  public constructor(name: string) {
    this.key = Symbol.for(name);
  }

  /** What was put on this very scope. */
  public own(scope: IConstruct): T | undefined {
    return Object.getOwnPropertyDescriptor(scope, this.key)?.value;
  }

  /** What was put on this scope or on its nearest ancestor that has any. */
  public nearest(scope: IConstruct): T | undefined {
    for (let at: IConstruct | undefined = scope; at !== undefined; at = at.node.scope) {
      const found = this.own(at);
      if (found !== undefined) { return found; }
    }
    return undefined;
  }

  public put(scope: IConstruct, record: T): void {
    Object.defineProperty(scope, this.key, { value: record, enumerable: false, configurable: true });
  }
}

/** Refuses what is no construct before anything is put on it: it would be lost there. */
export function refuseNoScope(scope: unknown, where: string): void {
  if (!Construct.isConstruct(scope)) { throw new Error(`[${where}] 'scope' must be a construct such as an app or a chart, got ${shown(scope)}`); }
}

/** A scope as errors name it; the app itself has an empty path. */
export function pathOf(scope: IConstruct): string {
  return scope.node.path === '' ? 'app' : scope.node.path;
}
