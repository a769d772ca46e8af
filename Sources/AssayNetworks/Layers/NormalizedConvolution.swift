import AssayTensor

/// The unit that most image networks repeat: a convolution without bias, batch normalisation and an activation.
struct NormalizedConvolution {
  /// What the convolution and the normalisation are called behind the unit's name.
  struct Names {
    let convolution: String
    let normalization: String
    /// "conv" and "bn".
    static let words = Names(convolution: "conv", normalization: "bn")
    /// "0" and "1": members of a list.
    static let indices = Names(convolution: "0", normalization: "1")
  }

  var names = Names.words
  var epsilon: Float = 1e-5
  var activation: Activation.Function? = .relu

  /// A unit with a square kernel; padding keeps the size at stride 1 unless given.
  func callAsFunction(
    _ name: String, _ input: Int, _ output: Int, kernel: Int, stride: Int = 1, padding: Int? = nil, groups: Int = 1
  ) -> Sequential {
    let padding = padding ?? kernel / 2
    return self(
      name, input, output, kernel: (kernel, kernel),
      geometry: ConvolutionGeometry(stride: (stride, stride), padding: (padding, padding), groups: groups))
  }

  /// A unit with any kernel that keeps the size.
  func callAsFunction(_ name: String, _ input: Int, _ output: Int, kernel: (height: Int, width: Int)) -> Sequential {
    self(
      name, input, output, kernel: kernel,
      geometry: ConvolutionGeometry(padding: (kernel.height / 2, kernel.width / 2)))
  }

  private func callAsFunction(
    _ name: String, _ input: Int, _ output: Int, kernel: (height: Int, width: Int), geometry: ConvolutionGeometry
  ) -> Sequential {
    Sequential {
      Convolution("\(name).\(names.convolution)", input, output, kernel: kernel, geometry: geometry, bias: false)
      BatchNorm("\(name).\(names.normalization)", output, epsilon: epsilon)
      if let activation { Activation(activation) }
    }
  }

  /// The unit without an activation.
  var linear: NormalizedConvolution { NormalizedConvolution(names: names, epsilon: epsilon, activation: nil) }
}
