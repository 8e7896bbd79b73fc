import { ManifestError, readManifests } from '../../../src/model/manifest';
import type { Manifest } from '../../../src/model/manifest';

export const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

/** The data of a ConfigMap whose text goes on like this; the first such line is line 5. */
export function dataOf(rest: string): unknown {
  return readManifests(CONFIG_MAP + rest)[0].object.data;
}

/** What is wrong with a text. */
export function errorOf(text: string, file?: string): ManifestError {
  try {
    readManifests(text, { file });
  } catch (error) {
    if (error instanceof ManifestError) { return error; }
    throw error;
  }
  throw new Error(`read without an error: ${JSON.stringify(text)}`);
}

export function namesOf(manifests: readonly Manifest[]): string[] {
  return manifests.map(({ key }) => key.name);
}

export function deployment(name: string, namespace?: string, labels: Record<string, string> = { app: name }): string {
  const lines = Object.entries(labels).map(([key, value]) => `        ${key}: "${value}"\n`).join('');
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
${namespace === undefined ? '' : `  namespace: "${namespace}"\n`}spec:
  replicas: 3
  template:
    metadata:
      labels:
${lines}    spec:
      terminationGracePeriodSeconds: 90
      containers:
      - name: app
        image: "registry/app:1"
        args: ["--port", "8080"]
        resources: {requests: {cpu: 100m, memory: 128Mi}}
        ports:
        - containerPort: 8080
`;
}
