/** File in a home folder. */
export interface HomeFile {
  /** Path from the home folder. */
  readonly path: string;
  /** Content of the file. */
  readonly text: string;
  /** Whether the file is executable. Default: false. */
  readonly isProgram?: boolean;
}

/** Path of the files to transfer, in the sender's home folder. */
export const OUTBOX = "snd/postgresql_unload";
/** Path of the transferred files, in the receiver's home folder. */
export const INBOX = "rcv/mock";

/**
 * Writes the login profile of the host `name`, and `files`, into a home folder. A file that is as
 * it should be stays untouched: a shell may be reading it.
 */
export async function furnishHome(
  home: string,
  { name, files }: { name: string; files: readonly HomeFile[] },
): Promise<void> {
  for (const { path, text, isProgram } of [profile(name), ...files]) {
    const target = `${home}/${path}`;
    await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), { recursive: true });
    if (await Deno.readTextFile(target).catch(() => undefined) === text) continue;
    await Deno.writeTextFile(target, text, { mode: isProgram ? 0o755 : 0o644 });
  }
}

/** Returns the files of the sender: data, and the script that prepares it. */
export function senderFiles(): HomeFile[] {
  return [
    { path: `${OUTBOX}/customers.dat`, text: table(["김하늘", "이서준", "박지우", "최유나"]) },
    { path: `${OUTBOX}/monthly orders.dat`, text: table(["서울", "부산", "대구", "제주"]) },
    { path: `${OUTBOX}/상품_목록.dat`, text: table(["연필", "공책", "지우개", "가위"]) },
    { path: "bin/prepare_data.sh", text: PREPARE_DATA, isProgram: true },
  ];
}

/** Returns the files of the receiver: an empty inbox, and the script that counts its files. */
export function receiverFiles(): HomeFile[] {
  return [
    { path: `${INBOX}/.keep`, text: "" },
    { path: "bin/process_data.sh", text: PROCESS_DATA, isProgram: true },
  ];
}

/**
 * Returns the login profile. It puts `~/bin` on the PATH again, because `/etc/profile` sets the
 * PATH.
 */
function profile(name: string): HomeFile {
  return {
    path: ".profile",
    text: `PATH="$HOME/bin:$PATH"\nPS1='\\u@${name}:\\w\\$ '\n`,
  };
}

const ROWS = 2_400;

/** Returns about 100 KB of rows with a number, one of the words and an amount. */
function table(words: readonly string[]): string {
  const row = (_: unknown, index: number) =>
    `${index + 1}|${words[index % words.length]}|2025-01-${
      String(index % 31 + 1).padStart(2, "0")
    }|${index * 7919 % 100_000}\n`;
  return Array.from({ length: ROWS }, row).join("");
}

const PREPARE_DATA = `#!/bin/sh
folder=$HOME/${OUTBOX}
echo "데이터 준비를 시작합니다: $folder"
for percent in 0 20 40 60 80 100; do
  printf '\\rpreparing %3d %%' "$percent"
  sleep "\${PAUSE:-0.1}"
done
echo
for file in "$folder"/*.dat; do
  printf '%8d bytes  %s\\n' "$(wc -c < "$file")" "\${file##*/}"
done
echo DATA_READY
`;

const PROCESS_DATA = `#!/bin/sh
count=0
for file in "$HOME/${INBOX}"/*.dat; do
  [ -f "$file" ] || continue
  count=$((count + 1))
  printf '%8d rows  %s\\n' "$(wc -l < "$file")" "\${file##*/}"
done
echo "$count files processed"
echo PROCESS_COMPLETE
`;
