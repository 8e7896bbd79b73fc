/**
 * An own member, whatever its name. All that an object inherits are methods and `__proto__`: what looks like neither is its own, and nearly all does. So
 * the member is read before anybody asks whose it is, which takes half the time of asking first.
 */
export function own<T>(map: { readonly [key: string]: T }, key: string): T | undefined {
  const value = map[key];
  return (typeof value !== 'function' && key !== '__proto__') || Object.hasOwn(map, key) ? value : undefined;
}

/** Sets a member as plain data, whatever its name: a plain assignment to `__proto__` would change the object's prototype instead. */
export function setOwn<T>(map: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    map[key] = value;
  }
}
