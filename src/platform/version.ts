import { shown } from './problems';

/** Yes, no, or not known from what was given. */
export type Tri = boolean | undefined;

/** How the versions of one thing are written. */
export interface VersionForm {
  /** Whose version it is, as an error names it. */
  readonly of: string;
  readonly example: string;
  /** The most numbers it can have: Istio, Kubernetes and Gateway API use three, ASM four. */
  readonly maxNumbers: number;
}

export const ISTIO_VERSION: VersionForm = { of: 'Istio', example: '1.30 or 1.30.3', maxNumbers: 3 };
export const ASM_VERSION: VersionForm = { of: 'ASM', example: '1.26, 1.22.6.109 or v1.24.6.64-gb15c6b3d-aliyun', maxNumbers: 4 };
export const KUBERNETES_VERSION: VersionForm = { of: 'Kubernetes', example: '1.33, 1.33.2 or v1.33.2-aliyun.1', maxNumbers: 3 };
export const GATEWAY_API_VERSION: VersionForm = { of: 'Gateway API', example: '1.5 or v1.5.1', maxNumbers: 3 };

/** The longest version we read; checked before the pattern, so that no input is slow. */
const MAX_LENGTH = 64;

/** No leading zeros: `1.03` could be meant as 1.3 or as 1.30. */
const NUMBERS = /^v?((?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){1,3})([-+][0-9A-Za-z][-+.0-9A-Za-z]*)?$/;

/**
 * A version as Istio, ASM, Kubernetes and Gateway API write theirs. Compared by number, part by part: 1.9 comes before 1.16, and
 * 1.9.7.107 before 1.9.7.108. The suffix names a build (`-aliyun.1`, `+k3s1`, `-rc.0`) and decides nothing: what a table row
 * says of 1.31 was read from its release candidates as well.
 */
export class MeshVersion {
  /** @returns the version, or the problem with it as text */
  public static read(input: unknown, what: string, form: VersionForm): MeshVersion | string {
    const expected = `must be ${/^[AI]/.test(form.of) ? 'an' : 'a'} ${form.of} version such as ${form.example}, got ${shown(input)}`;
    if (typeof input === 'number') {
      return `'${what}' ${expected}; write it as text, because a number loses the zero at its end (1.30 becomes 1.3)`;
    }
    if (typeof input !== 'string' || input.length > MAX_LENGTH) { return `'${what}' ${expected}`; }
    const match = NUMBERS.exec(input);
    if (!match) { return `'${what}' ${expected}; give at least major and minor as digits, without leading zeros`; }
    const numbers = match[1].split('.').map(Number);
    if (numbers.length > form.maxNumbers) { return `'${what}' ${expected}; it has ${form.maxNumbers} numbers at most`; }
    return new MeshVersion(numbers, match[2]);
  }

  /** A version of our own tables: always well-formed. */
  public static known(text: string): MeshVersion {
    const version = MeshVersion.read(text, 'version', ASM_VERSION);
    if (typeof version === 'string') { throw new Error(version); }
    return version;
  }

  /** By number; a version that stops earlier comes first (1.30, 1.30.0, 1.30.1). */
  public static compare(a: MeshVersion, b: MeshVersion): number {
    for (let part = 0; part < Math.max(a.numbers.length, b.numbers.length); part += 1) {
      const difference = (a.numbers[part] ?? -1) - (b.numbers[part] ?? -1);
      if (difference !== 0) { return Math.sign(difference); }
    }
    return 0;
  }

  /**
   * @param numbers two to four of them
   * @param suffix the rest, with its leading `-` or `+`
   */
  private constructor(public readonly numbers: readonly number[], public readonly suffix?: string) {}

  /** The first two numbers: `1.30`. */
  public get minor(): string {
    return `${this.numbers[0]}.${this.numbers[1]}`;
  }

  /** Without the leading `v`. */
  public toString(): string {
    return this.numbers.join('.') + (this.suffix ?? '');
  }

  /**
   * Is this version the floor or later? `1.30` stands for some 1.30.x: it is at least 1.30.0, and whether it is at least 1.30.3 is
   * not known.
   */
  public atLeast(floor: MeshVersion): Tri {
    for (let part = 0; part < floor.numbers.length; part += 1) {
      const own = this.numbers[part];
      if (own === undefined) {
        return floor.numbers.slice(part).every((number) => number === 0) ? true : undefined;
      }
      if (own !== floor.numbers[part]) { return own > floor.numbers[part]; }
    }
    return true;
  }
}
