import { Client, type Service } from "../client.ts";
import { atMost, below } from "../figure.ts";
import { oneServer } from "../processes.ts";
import type { Row } from "../row.ts";

const UPDATES = 20_000;
const INTERVAL_SECONDS = 0.1;
const LAST = `${UPDATES} of ${UPDATES}`;

/** Command that writes each update separately, as fast as possible. */
const COMMAND = `perl -e '$|=1; my $n = ${UPDATES};` +
  ` printf "\\r[%-40s] %5d of $n", "#" x ($_ / $n * 40), $_ for 1..$n'`;

/** Row of a progress bar with carriage returns: frames show only the visible state. */
export const progressBar: Row = {
  id: "progress-bar",
  async measure(lab) {
    const sshd = await lab.sshd();
    const service = await lab.service(oneServer(sshd));
    const raw = await draw(service, { raw: true });
    const { bytes, frames, seconds } = await draw(service, { raw: false });
    const what = `Progress bar of ${UPDATES} updates`;
    return [
      {
        what: `${what}: share of its bytes`,
        unit: "%",
        value: bytes / raw.bytes * 100,
        goal: below(1),
      },
      {
        what: `${what}: bytes`,
        unit: "KB",
        value: bytes / 1000,
        reference: { name: "raw", value: raw.bytes / 1000 },
      },
      {
        what: `${what}, ${seconds.toFixed(1)} s: frames`,
        unit: "",
        value: frames,
        reference: { name: "raw", value: raw.frames },
        goal: atMost(Math.floor(seconds / INTERVAL_SECONDS) + 2),
      },
    ];
  },
};

/** Draws the bar, and returns the received frames with their time span. */
async function draw(
  service: Service,
  { raw }: { raw: boolean },
): Promise<{ bytes: number; frames: number; seconds: number }> {
  await using client = await Client.connect(service);
  const times: number[] = [];
  let text = "";
  client.onText = (part) => {
    text += part;
    times.push(performance.now());
  };
  await client.run(COMMAND, { raw, throttleSeconds: INTERVAL_SECONDS });
  if (!text.endsWith(LAST)) throw new Error("the last update did not come");
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  return { bytes: text.length, frames: times.length, seconds };
}
