// A line to a Strongroom that can be cut, after so many bytes that were sent by it, and on which what comes back can be slow.
import { connect, createServer } from 'node:net';

export async function line(place) {
  const far = Number(new URL(place.url).port);
  const ends = new Set();
  const it = {
    url: '', sent: 0, cuts: 0,
    /** How many bytes may still go, and what happens then. */
    left: Infinity, do: () => {},
    /** How many bytes come back in a second. */
    pace: Infinity,
    /** Ends what is under way, and no more. */
    interrupt() { for (const end of ends) end.destroy(); },
    /** Nobody gets through any more until `mend`. */
    cut() {
      it.cuts += 1;
      it.down = true;
      it.interrupt();
    },
    /** Nothing moves any more, and nobody is told. */
    hold() { it.held = true; },
    mend() {
      it.down = it.held = false;
      for (const end of ends) end.resume();
    },
    after(bytes, what) { [it.left, it.do] = [bytes, what]; },
    close: () => { it.cut(); server.close(); },
  };
  const server = createServer((near) => {
    if (it.down) return near.destroy();
    const other = connect(far, '127.0.0.1');
    for (const [one, two] of [[near, other], [other, near]]) {
      ends.add(one);
      one.on('error', () => {}).on('close', () => { ends.delete(one); two.destroy(); });
    }
    other.on('data', (bytes) => {
      if (it.pace === Infinity) {
        if (!near.write(bytes)) other.pause();
        return;
      }
      other.pause();
      setTimeout(() => { near.write(bytes); other.resume(); }, 1000 * bytes.length / it.pace);
    });
    near.on('drain', () => other.resume());
    other.on('end', () => near.end());
    near.on('data', (bytes) => {
      it.sent += bytes.length;
      it.left -= bytes.length;
      if (!other.write(bytes) || it.held) near.pause();
      if (it.left <= 0) {
        it.left = Infinity;
        it.do();
        if (it.held) near.pause();
      }
    });
    other.on('drain', () => it.held || near.resume());
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  it.url = `http://localhost:${server.address().port}`;
  return it;
}
