import { Failure } from './failure.ts';
import { systemErrorCode } from './system-error.ts';

/** What a person is told of a file that the system does not let us write; any other error is given back as it is. */
export function writeFault(file: string, cause: unknown): unknown {
  const why = WHY[systemErrorCode(cause) ?? ''];
  return why === undefined ? cause : new Failure('input', `${file} cannot be written because ${why}.`, { cause });
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and try again',
  EDQUOT: 'the disk quota is used up; make room and try again',
  EFBIG: 'it would be larger than the disk allows; choose another place',
  EACCES: 'it is not permitted; check the rights of the folder',
  EPERM: 'it is not permitted; check the rights of the folder',
  EROFS: 'the disk is read-only; choose another place',
  EISDIR: 'a folder of that name is in the way; choose another name',
  ENOTDIR: 'part of its path is a file; choose another place',
  EEXIST: 'part of its path is a file; choose another place',
  ENAMETOOLONG: 'its path is too long for this system; choose a shorter one',
  ENOENT: 'its folder has gone; check that the disk is still there',
  EIO: 'the disk does not answer properly; check it, and whether it is still connected',
  ENXIO: 'the disk is no longer connected; connect it and try again',
  ENODEV: 'the disk is no longer connected; connect it and try again',
  ESTALE: 'the network drive has gone; connect it and try again',
  ETIMEDOUT: 'the network drive does not answer; connect it and try again',
};
