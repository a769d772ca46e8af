import AssayDatasets
import Foundation
import Testing

/// The examples of NIST's FIPS 180-4 and of its validation programme, and every way to fill the last block.
@Suite struct SHA256Tests {
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func publishedExamplesAgree(_ text: String, _ repeats: Int, _ digest: String) {
    #expect(SHA256(Data(String(repeating: text, count: repeats).utf8)).text == digest)
  }

  /// The digests of 0, 1, … 130 zero bytes, all together, computed once with Python's `hashlib`.
  @Test func everyLengthOfTailIsRight() {
    let all = (0...130).map { SHA256([UInt8](repeating: 0, count: $0)).text }.joined()
    #expect(Set((0...130).map { SHA256([UInt8](repeating: 0, count: $0)) }).count == 131)
    #expect(SHA256(Data(all.utf8)).text == "54e76fce7077001577d4cd003983a26b89611ab84dce9950b9aaf77133a69f94")
  }
}
