/** What ends a command with exit code 2: wrong use, or a file that cannot be read. The message is for its user; it may have several lines. */
export class UsageError extends Error {
  public constructor(problems: string | readonly string[]) {
    super(typeof problems === 'string' ? problems : problems.join('\n'));
    this.name = 'UsageError';
  }
}

/** What an action says of its input is said to whoever typed the command; of the errors that are none of the user's, none. */
export function orUsageError<T>(act: () => T, isTheirs: (error: unknown) => boolean = () => true): T {
  try {
    return act();
  } catch (error) {
    if (isTheirs(error)) { throw new UsageError((error as Error).message); }
    throw error;
  }
}

/** What a system call said, without its call and path: `no such file or directory`. */
export function systemMessage(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT': return 'there is no such file or directory';
    case 'EACCES': case 'EPERM': return 'permission denied';
    case 'EISDIR': return 'it is a directory';
    case 'ENOTDIR': return 'a file stands where it needs a directory';
    case 'ENAMETOOLONG': return 'the name is too long';
    case 'ELOOP': return 'its links go round in a circle';
    case 'ERR_INVALID_ARG_VALUE': return 'a path cannot hold a NUL';
    default: return message;
  }
}
