import AssayTensor

extension Architecture {
  /// MobileNet-v2 (Sandler et al. 2018, table 2), with torchvision's names.
  public static func mobileNetV2(
    input: Shape = [3, 224, 224], classes: Int = 1000, dropout: Double = 0.2
  ) -> Architecture {
    let unit = NormalizedConvolution(names: .indices, activation: .relu6)
    return Architecture("mobilenet-v2", input: input, classes: classes) {
      unit("features.0", input[0], 32, kernel: 3, stride: 2)
      invertedBottlenecks
      unit("features.18", 320, 1280, kernel: 1)
      GlobalAveragePool()
      Flatten()
      Dropout("classifier.0", rate: dropout)
      Linear("classifier.1", 1280, classes)
    }
  }

  private static var invertedBottlenecks: Sequential {
    // Expansion, output, repetitions and stride of each stage.
    let stages = [
      (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ]
    var (layers, channels) = ([any Layer](), 32)
    for (expansion, output, repetitions, stride) in stages {
      for repetition in 0..<repetitions {
        layers.append(
          invertedBottleneck(
            "features.\(layers.count + 1).conv", channels, output, expansion, stride: repetition == 0 ? stride : 1))
        channels = output
      }
    }
    return Sequential(layers)
  }

  /// Expansion, depthwise convolution and linear projection (figure 3b), with a shortcut where the shape stays.
  private static func invertedBottleneck(
    _ name: String, _ input: Int, _ output: Int, _ expansion: Int, stride: Int
  ) -> any Layer {
    let unit = NormalizedConvolution(names: .indices, activation: .relu6)
    let expanded = input * expansion
    let first = expansion > 1 ? 1 : 0
    let body = Sequential {
      if expansion > 1 { unit("\(name).0", input, expanded, kernel: 1) }
      unit("\(name).\(first)", expanded, expanded, kernel: 3, stride: stride, groups: expanded)
      Convolution("\(name).\(first + 1)", expanded, output, kernel: 1, bias: false)
      BatchNorm("\(name).\(first + 2)", output)
    }
    return stride == 1 && input == output ? Residual { body } : body
  }
}
