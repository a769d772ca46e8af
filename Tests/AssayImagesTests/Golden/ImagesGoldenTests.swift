import AssayBase
import AssayImages
import AssayTestSupport
import Testing

/// Image operations and their gradients against torchvision's, scikit-image's and float64 arithmetic.
@Suite struct ImagesGoldenTests {
  @Test func operationsAgree() throws {
    guard let file = try GoldenFile.load("images") else { return }
    let failures = file.check(claiming: Set(ImageOps.all.keys)) { it in
      try ImageOps.all[it.op].map { try it.compareAll($0(it)) }
    }
    #expect(failures == [])
  }
}
