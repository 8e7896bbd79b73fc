import { nearest } from '../../../kube';

const STANDARD: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];
const QUALIFIED = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Whether a container can have the resource (pkg/apis/core/validation/validation.go validateContainerResourceName). */
export function isResource(name: string): boolean {
  return STANDARD.includes(name) || name.startsWith('hugepages-')
    || (name.includes('/') && name.length <= 317 && QUALIFIED.test(name) && !name.startsWith('requests.'));
}

/** The resource that a name was meant to be: `cpu` for `CPU` and `cpus`. A gpu is no misspelt cpu. */
export function meantResource(name: string): string | undefined {
  return name.toLowerCase().startsWith('gpu') ? undefined : nearest(name, STANDARD);
}
