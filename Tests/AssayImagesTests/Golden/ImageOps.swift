import AssayBase
import AssayImages
import AssayTensor
import AssayTestSupport

/// How the operations of the golden file `images` are written with ours: a case to its outputs by role.
enum ImageOps {
  typealias Operation = @Sendable (GoldenCase) throws -> [String: [Float]]

  static let all: [String: Operation] = [sampling, blurs, colours].reduce([:]) { $0.merging($1) { first, _ in first } }

  /// An operation on the input whose gradient is checked too.
  private static func onInput(_ function: @escaping @Sendable (Tensor, GoldenCase) throws -> Tensor) -> Operation {
    { it in try it.outputs(["input"]) { try function($0[0], it) } }
  }

  private static func colour(
    _ setting: String = "factor", _ function: @escaping @Sendable (Tensor, Float) -> Tensor
  ) -> Operation {
    onInput { x, it in function(x, try it.float(setting)) }
  }

  private static let sampling: [String: Operation] = [
    "resize": onInput { x, it in
      let (size, aligned) = (try it.pair("size"), it.params["align_corners"]?.bool ?? false)
      let methods: [String: Interpolation] =
        it.params["antialias"]?.bool ?? false
        ? ["bilinear": .antialiasedBilinear, "bicubic": .antialiasedBicubic]
        : [
          "nearest": .nearest, "bilinear": .bilinear(aligned: aligned), "bicubic": .bicubic(aligned: aligned),
          "area": .area,
        ]
      return x.resized(height: size.height, width: size.width, by: try it.choice("mode", of: methods))
    },
    "rotate": onInput { x, it in
      x.transformed(by: AffineMap(degrees: try it.double("angle")), nearest: try it.takesNearest)
    },
    "affine": onInput { x, it in
      let (move, shear) = try (it.doubles("translate"), it.doubles("shear"))
      let map = AffineMap(
        degrees: try -it.double("angle"), scale: try it.double("scale"), shear: (shear[0], shear[1]), rows: move[1],
        columns: move[0])
      let stated = try it.doubles("matrix")
      guard zip(map.matrix, stated).allSatisfy({ abs($0 - $1) < 1e-12 }) else {
        throw AssayError(.malformedData, "not the case's matrix", expected: "\(stated)", found: "\(map.matrix)")
      }
      return x.transformed(by: map, nearest: try it.takesNearest)
    },
    "grid_sample": { it in
      let (nearest, fill) = (try it.takesNearest, try it.choice("padding", of: fills))
      let aligned = it.params["align_corners"]?.bool ?? false
      let roles = it.expectedRoles.contains("grad_grid") ? ["input", "grid"] : ["input"]
      let grid = try it.tensor("grid")
      return try it.outputs(roles) {
        $0[0].sampled(at: $0.count > 1 ? $0[1] : grid, nearest: nearest, beyond: fill, aligned: aligned)
      }
    },
    "elastic": onInput { x, it in
      let field = try it.input("displacement").floats
      let (height, width) = (Float(x.shape[2]) / 2, Float(x.shape[3]) / 2)
      return x.deformed(
        rows: stride(from: 1, to: field.count, by: 2).map { field[$0] * height },
        columns: stride(from: 0, to: field.count, by: 2).map { field[$0] * width }, nearest: try it.takesNearest)
    },
    "patch_shuffle": onInput { x, it in
      let patch = try it.whole("patch")
      return x.shufflingTiles(tileHeight: patch, tileWidth: patch, order: try it.input("order").integers)
    },
  ]

  private static let fills: [String: PaddingFill] = [
    "zeros": .constant(0), "border": .replicated, "reflection": .reflected,
  ]

  private static let blurs: [String: Operation] = [
    "gaussian_blur": onInput { x, it in
      let (kernel, sigma) = try (it.axes("kernel"), it.axes("sigma"))
      return x.gaussianBlurred(sigma: sigma, radius: (Int(kernel.x) / 2, Int(kernel.y) / 2))
    },
    "motion_blur": onInput { x, it in x.motionBlurred(size: try it.whole("size"), degrees: try it.double("angle")) },
    "motion_kernel": { it in
      ["kernel": BlurWeights.motion(size: try it.whole("size"), degrees: try it.double("angle")).map { Float($0) }]
    },
  ]

  private static let colours: [String: Operation] = [
    "brightness": colour { $0.brightnessAdjusted(by: $1) },
    "contrast": colour { $0.contrastAdjusted(by: $1) },
    "saturation": colour { $0.saturationAdjusted(by: $1) },
    "hue": colour { $0.hueShifted(by: $1) },
    "gamma": colour { $0.gammaCorrected($1) },
    "hsv_saturation": colour { $0.hsvSaturationAdjusted(by: $1) },
    "grayscale": onInput { x, _ in x.grayscaled() },
    "rgb_to_hsv": { it in ["hsv": try it.tensor("input").hsvFromRGB().elements] },
    "normalize": onInput { x, it in
      x.normalized(
        means: try it.doubles("mean").map { Float($0) }, deviations: try it.doubles("std").map { Float($0) })
    },
  ]
}

extension GoldenCase {
  fileprivate var takesNearest: Bool {
    get throws { try choice("mode", of: ["bilinear": false, "nearest": true]) }
  }

  fileprivate func double(_ name: String) throws -> Double { try doubles(name)[0] }

  fileprivate func doubles(_ name: String) throws -> [Double] {
    guard let numbers = params[name]?.flattenedNumbers, !numbers.isEmpty else {
      throw AssayError(.malformedData, "the case has no numbers “\(name)”", at: "golden case \(self.name)")
    }
    return numbers
  }

  fileprivate func axes(_ name: String) throws -> (x: Double, y: Double) {
    guard let x = params[name]?["x"]?.double, let y = params[name]?["y"]?.double else {
      throw AssayError(.malformedData, "the case has no x and y of “\(name)”", at: "golden case \(self.name)")
    }
    return (x, y)
  }
}
