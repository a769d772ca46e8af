import AssayBase
import AssayImages
import AssayTestSupport
import Testing

/// Image operations against torchvision's and against float64 arithmetic.
@Suite struct ImagesGoldenTests {
  typealias Operation = @Sendable (GoldenCase, Image) throws -> Image

  static let operations: [String: Operation] = [
    "rotate": { it, image in image.rotated(degrees: try number(it, "angle")) },
    "affine": { it, image in
      let matrix = try #require(it.params["matrix"]?.flattenedNumbers)
      return image.mapped(column: (matrix[0], matrix[1], matrix[2]), row: (matrix[3], matrix[4], matrix[5]))
    },
    "gaussian_blur": { it, image in
      let (kernel, sigma) = try (pair(it, "kernel"), pair(it, "sigma"))
      return image.gaussianBlurred(sigma: sigma, radius: (Int(kernel.x) / 2, Int(kernel.y) / 2))
    },
    "motion_blur": { it, image in
      image.motionBlurred(size: Int(try number(it, "size")), degrees: try number(it, "angle"))
    },
    "patch_shuffle": { it, image in
      let patch = Int(try number(it, "patch"))
      return image.shufflingTiles(tileHeight: patch, tileWidth: patch, order: try it.input("order").integers)
    },
  ]

  @Test func tensorsAgree() throws {
    guard let file = try GoldenFile.load("images") else { return }
    let failures = file.check(claiming: Set(ImageOps.all.keys)) { it in
      try ImageOps.all[it.op].map { try it.compareAll($0(it)) }
    }
    #expect(failures == [])
  }

  @Test func operationsAgree() throws {
    guard let file = try GoldenFile.load("images") else { return }
    var tally = GoldenTally(file, claiming: Set(Self.operations.keys).union(["motion_kernel"]))
    for goldenCase in file.cases {
      // Interpolation by the nearest pixel is nothing that an image of ours does.
      if goldenCase.params["mode"]?.string == "nearest" { continue }
      if goldenCase.op == "motion_kernel" {
        tally.record(goldenCase, Result { try Self.kernelMismatches(goldenCase) })
      } else if let operation = Self.operations[goldenCase.op] {
        tally.record(goldenCase, Result { try Self.mismatches(goldenCase, operation) })
      }
    }
    #expect(tally.report() == [])
  }

  private static func mismatches(_ it: GoldenCase, _ operation: Operation) throws -> [GoldenMismatch] {
    let input = try it.input("input")
    let size = ImageSize(channels: input.shape[1], height: input.shape[2], width: input.shape[3])
    let results = try (0..<input.shape[0]).flatMap { row in
      let values = Array(input.floats[(row * size.count)..<((row + 1) * size.count)])
      return try operation(it, Image(size: size, values: values)).values
    }
    return try it.compare(results, shape: input.shape, with: "output").map { [$0] } ?? []
  }

  private static func kernelMismatches(_ it: GoldenCase) throws -> [GoldenMismatch] {
    let kernel = Image.motionKernel(size: Int(try number(it, "size")), degrees: try number(it, "angle"))
    return try it.compare(kernel.map { Float($0) }, with: "kernel").map { [$0] } ?? []
  }

  private static func number(_ it: GoldenCase, _ name: String) throws -> Double {
    try #require(it.params[name]?.double)
  }

  private static func pair(_ it: GoldenCase, _ name: String) throws -> (x: Double, y: Double) {
    let object = try #require(it.params[name]?.object)
    return (try #require(object["x"]?.double), try #require(object["y"]?.double))
  }
}
