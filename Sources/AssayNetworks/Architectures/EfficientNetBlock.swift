/// An inverted bottleneck with squeeze and excitation (Sandler et al. 2018; Tan et al. 2019, figure 7b).
struct EfficientNetBlock {
  let name: String
  let input, output, expansion, kernel, stride: Int
  /// The share of examples for which training leaves the block out.
  let dropRate: Double

  /// The block, with a shortcut where the shape stays.
  var layer: any Layer {
    stride == 1 && input == output
      ? Residual {
        body
        StochasticDepth("\(name).stochastic_depth", rate: dropRate)
      } : body
  }

  private var body: Sequential {
    let expanded = Self.roundedToEighths(Double(input * expansion))
    let unit = NormalizedConvolution(names: .indices, activation: .silu)
    // Names count the parts there are.
    let first = expansion > 1 ? 1 : 0
    return Sequential {
      if expansion > 1 { unit("\(name).block.0", input, expanded, kernel: 1) }
      unit("\(name).block.\(first)", expanded, expanded, kernel: kernel, stride: stride, groups: expanded)
      SqueezeExcitation("\(name).block.\(first + 1)", expanded, squeezed: max(1, input / 4))
      unit.linear("\(name).block.\(first + 2)", expanded, output, kernel: 1)
    }
  }

  /// A number of channels as a multiple of 8, never less than nine tenths of what was wanted.
  static func roundedToEighths(_ channels: Double) -> Int {
    let rounded = max(8, Int(channels + 4) / 8 * 8)
    return Double(rounded) < 0.9 * channels ? rounded + 8 : rounded
  }
}
