import { existsSync } from 'node:fs';
import { join } from 'node:path';

const found = (folder: string): string | undefined => existsSync(folder) ? folder : undefined;

/** The folder of the published schemas of Kubernetes, Istio and the Gateway API, where there is one; the tests read the same. */
export const schemasFolder = (): string | undefined => found(process.env.CDK8S_ISTIO_SCHEMAS ?? join(__dirname, '../../shared/schemas'));

/** The folder of real outputs and fixtures of Istio's own tests, where there is one. */
export const conformanceFolder = (): string | undefined => found(process.env.CDK8S_ISTIO_CONFORMANCE ?? join(__dirname, '../../shared/conformance'));
