import AssayBase
import AssayImages
import AssayTensor
import AssayTestSupport

/// How the operations of the golden file `images` are written with ours: a case to its outputs by role.
enum ImageOps {
  typealias Operation = @Sendable (GoldenCase) throws -> [String: [Float]]

  static let all: [String: Operation] = [sampling].reduce([:]) { $0.merging($1) { first, _ in first } }

  private static let sampling: [String: Operation] = [
    "resize": { it in
      let (size, aligned) = (try it.pair("size"), it.params["align_corners"]?.bool ?? false)
      let isAntialiased = it.params["antialias"]?.bool ?? false
      let methods: [String: Interpolation] =
        isAntialiased
        ? ["bilinear": .antialiasedBilinear, "bicubic": .antialiasedBicubic]
        : [
          "nearest": .nearest, "bilinear": .bilinear(aligned: aligned), "bicubic": .bicubic(aligned: aligned),
          "area": .area,
        ]
      let method = try it.choice("mode", of: methods)
      return try it.outputs(["input"]) { $0[0].resized(height: size.height, width: size.width, by: method) }
    }
  ]
}
