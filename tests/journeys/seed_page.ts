import { assertEquals } from "@std/assert";
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

/** First workflow of the document: one command. */
export const SEND_COMMAND = `
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

/** Second workflow of the document: SSH, SCP, SSH in a session. */
export const SEVERAL_STEPS = `
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
export interface Message {
  readonly type: string;
  readonly message?: string;
  readonly data?: string;
  readonly exit_code?: number;
  readonly files?: number;
}

/** Page with an open socket, after the first two steps. Disposing it closes the socket. */
export interface Page extends AsyncDisposable {
  readonly ws: WebSocket;
  /** Messages so far. */
  readonly messages: readonly Message[];
  /** Lines on the console of the page. */
  readonly printed: readonly string[];
}

/** Runs the first two steps of the examples against the service at `serviceUrl`. */
export async function openPage(serviceUrl: string): Promise<Page> {
  const messages: Message[] = [];
  const printed: string[] = [];
  class PageSocket extends WebSocket {
    constructor(url: string) {
      assertEquals(url, "ws://localhost:8000/ws/v1/stub");
      super(`${serviceUrl.replace("http", "ws")}/ws/v1/stub`);
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
