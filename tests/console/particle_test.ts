import { assertEquals } from "@std/assert";
import { withParticle } from "../../src/console/texts/particle.ts";

Deno.test("withParticle: follows the last sound of Hangul, digits and letters", () => {
  assertEquals(withParticle("운영자", "이/가"), "운영자가");
  assertEquals(withParticle("김민준", "이/가"), "김민준이");
  assertEquals(withParticle("mdwap1p", "을/를"), "mdwap1p를");
  assertEquals(withParticle("server1", "을/를"), "server1을");
  assertEquals(withParticle("ann", "은/는"), "ann은");
  assertEquals(withParticle("kim2", "과/와"), "kim2와");
});

Deno.test("withParticle: 로 follows ㄹ, and marks at the end do not count", () => {
  assertEquals(withParticle("서울", "으로/로"), "서울로");
  assertEquals(withParticle("부산", "으로/로"), "부산으로");
  assertEquals(withParticle("server1", "으로/로"), "server1로");
  assertEquals(withParticle("prepare_data.sh", "을/를"), "prepare_data.sh를");
  assertEquals(withParticle("(완료)", "이/가"), "(완료)가");
  assertEquals(withParticle("", "이/가"), "가");
});
