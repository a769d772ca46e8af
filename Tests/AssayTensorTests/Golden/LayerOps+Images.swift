import AssayBase
import AssayTensor
import AssayTestSupport

extension LayerOps {
  static let imageOps: [String: Operation] = [
    "adaptive_avgpool2d": elementwise { x, it in
      let size = try it.pair("output_size")
      return x.adaptivelyAveraged(height: size.height, width: size.width)
    },
    "upsample": elementwise { x, it in
      let (size, aligned) = (try it.pair("size"), it.params["align_corners"]?.bool ?? false)
      let methods: [String: Interpolation] = [
        "nearest": .nearest, "bilinear": .bilinear(aligned: aligned), "bicubic": .bicubic(aligned: aligned),
      ]
      return x.resized(height: size.height, width: size.width, by: try it.choice("mode", of: methods))
    },
    "pad": elementwise { x, it in
      let margins = Margins(
        top: try it.whole("top"), bottom: try it.whole("bottom"), left: try it.whole("left"),
        right: try it.whole("right"))
      let fills: [String: PaddingFill] = [
        "constant": .constant(try it.float("value")), "reflect": .reflected, "replicate": .replicated,
      ]
      return x.padded(margins, with: try it.choice("mode", of: fills))
    },
  ]
}
