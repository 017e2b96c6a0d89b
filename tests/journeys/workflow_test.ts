import { assert, assertEquals } from "@std/assert";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { type Sshd, sshdTest, startSshd } from "../harness/sshd.ts";
import { eventually } from "../harness/eventually.ts";

// The two workflow examples of the document that the service was ordered with, unchanged.

const CONNECT = `
// 1. WebSocket 연결
const ws = new WebSocket('ws://localhost:8000/ws/v1/stub');

// 2. Welcome 메시지 수신 (connection_id 저장)
ws.onmessage = (event) => {
  const msg = JSON.parse(event.data);
  if (msg.type === 'welcome') {
    console.log('Connected with ID:', msg.connection_id);
  }
};
`;

const SEND_COMMAND = `
// 3. SSH 명령 전송
ws.send(JSON.stringify({
  type: 'ssh_command',
  data: {
    server_name: 'mdwap1p',
    command: 'ls -la',
    stop_phrase: 'COMMAND_COMPLETE'
  }
}));
`;

const SEVERAL_STEPS = `
// 1. 세션 시작
ws.send(JSON.stringify({ type: 'start_session' }));

// 2. 세션 시작 확인 후 첫 번째 SSH 작업
ws.onmessage = (event) => {
  const msg = JSON.parse(event.data);

  if (msg.type === 'session_started') {
    // 첫 번째 SSH 작업: mdwap1p에서 데이터 준비
    ws.send(JSON.stringify({
      type: 'ssh_command',
      data: {
        server_name: 'mdwap1p',
        command: 'prepare_data.sh',
        stop_phrase: 'DATA_READY'
      }
    }));
  }

  if (msg.type === 'complete' && msg.message.includes('prepare_data')) {
    // 두 번째 작업: SCP 전송
    ws.send(JSON.stringify({
      type: 'scp_transfer',
      data: { transfer_name: 'stub_data_transfer' }
    }));
  }

  if (msg.type === 'complete' && msg.message.includes('SCP')) {
    // 세 번째 SSH 작업: mypap1d에서 데이터 처리
    ws.send(JSON.stringify({
      type: 'ssh_command',
      data: {
        server_name: 'mypap1d',
        command: 'process_data.sh',
        stop_phrase: 'PROCESS_COMPLETE'
      }
    }));
  }

  if (msg.type === 'complete' && msg.message.includes('process_data')) {
    // 모든 작업 완료, 세션 종료
    ws.send(JSON.stringify({ type: 'end_session' }));
  }
};
`;

/** Fields of a message that the examples read. */
interface Message {
  readonly type: string;
  readonly message?: string;
  readonly data?: string;
  readonly exit_code?: number;
  readonly files?: number;
}

/** Page with an open socket, after the first two steps. Disposing it closes the socket. */
interface Page extends AsyncDisposable {
  readonly ws: WebSocket;
  readonly messages: readonly Message[];
  readonly printed: readonly string[];
}

/** Runs the first two steps of the examples against `app`. */
async function openPage(app: TestApp): Promise<Page> {
  const messages: Message[] = [];
  const printed: string[] = [];
  class PageSocket extends WebSocket {
    constructor(url: string) {
      assertEquals(url, "ws://localhost:8000/ws/v1/stub");
      super(`${app.url.replace("http", "ws")}/ws/v1/stub`);
      this.addEventListener("message", ({ data }) => messages.push(JSON.parse(data)));
    }
  }
  const console = { log: (...words: string[]) => printed.push(words.join(" ")) };
  const ws: WebSocket = new Function("WebSocket", "console", `${CONNECT} return ws;`)(
    PageSocket,
    console,
  );
  await eventually(() => messages.length > 0, "the page is welcomed");
  return {
    ws,
    messages,
    printed,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => ws.addEventListener("close", resolve));
      ws.close();
      await closed;
    },
  };
}

/** Installs a program in the login environment of `sshd`. */
async function install(sshd: Sshd, name: string, script: string): Promise<void> {
  await Deno.mkdir(`${sshd.home}/bin`, { recursive: true });
  await Deno.writeTextFile(`${sshd.home}/bin/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await Deno.chmod(`${sshd.home}/bin`, 0o755);
}

sshdTest("the seed's first workflow example runs unchanged", async () => {
  await using sshd = await startSshd();
  await using app = await startApp(serverVariables("mdwap1p", sshd));
  await using page = await openPage(app);
  assert(page.printed[0]?.startsWith("Connected with ID: "));
  new Function("ws", SEND_COMMAND)(page.ws);
  await eventually(() => page.messages.at(-1)?.type === "lock_status", "the command ends");
  const complete = page.messages.find(({ type }) => type === "complete");
  assertEquals([complete?.message, complete?.exit_code], [
    "Command execution completed: ls -la",
    0,
  ]);
});

sshdTest("the seed's workflow in several steps runs unchanged: SSH, SCP, SSH", async () => {
  const profile = 'PATH="$HOME/bin:$PATH"';
  await using mdwap1p = await startSshd({ profile });
  await using mypap1d = await startSshd({ profile });
  await install(
    mdwap1p,
    "prepare_data.sh",
    `cd ~/folder && echo 하나 > one.dat && echo 둘 > "two 2.dat" && echo DATA_READY`,
  );
  await install(mypap1d, "process_data.sh", "cd ~/folder && cat *.dat && echo PROCESS_COMPLETE");
  await using app = await startApp({
    ...serverVariables("mdwap1p", mdwap1p),
    ...serverVariables("mypap1d", mypap1d),
    TRANSFER_STUB_DATA_TRANSFER: `mdwap1p:${mdwap1p.folder}/*.dat -> mypap1d:${mypap1d.folder}/`,
  });
  await using page = await openPage(app);
  new Function("ws", SEVERAL_STEPS)(page.ws);
  await eventually(
    () => page.messages.some(({ type }) => type === "session_ended" || type === "error"),
    "the session ends",
  );
  const steps = page.messages.filter(({ type }) =>
    ["session_started", "complete", "error", "session_ended"].includes(type)
  );
  assertEquals(steps.map(({ type, message }) => [type, message]), [
    ["session_started", "Session started successfully"],
    ["complete", "Command execution completed: prepare_data.sh"],
    ["complete", "SCP transfer completed successfully"],
    ["complete", "Command execution completed: process_data.sh"],
    ["session_ended", "Session ended successfully"],
  ]);
  assertEquals(steps[2]?.files, 2);
  const text = page.messages.map(({ type, data }) => type === "output" ? data : "").join("");
  assert(text.includes("Transferring files from mdwap1p to mypap1d..."));
  assert(text.endsWith("하나\r\n둘\r\nPROCESS_COMPLETE\r\n"), text);
});
