import { Worker } from 'node:worker_threads';

/**
 * Ends this process, and the commands it started, when the engine that started it is gone. A thread watches, because a stage may compute for
 * minutes without giving the event loop a turn. An orphan could do no harm, it only wastes the machine.
 */
export function endWithParent(): void {
  const parent = process.env['PIPELINE_PARENT'];
  if (parent === undefined) return;
  const watch = `
    const parent = Number(${JSON.stringify(parent)});
    setInterval(() => {
      if (process.ppid === parent) return;
      try { process.kill(-process.pid, 'SIGKILL'); } catch { process.kill(process.pid, 'SIGKILL'); }
    }, 500);
  `;
  new Worker(watch, { eval: true }).unref();
}
