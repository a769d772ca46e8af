import AssayTensor

extension Architecture {
  /// DenseNet-121 (Huang et al. 2017, table 1), with torchvision's names.
  public static func denseNet121(input: Shape = [3, 224, 224], classes: Int = 1000) -> Architecture {
    var channels = 64
    var blocks: [any Layer] = []
    let depths = [6, 12, 24, 16]
    for (index, depth) in depths.enumerated() {
      blocks += (0..<depth).map { layer in
        denseLayer("features.denseblock\(index + 1).denselayer\(layer + 1)", channels + 32 * layer)
      }
      channels += 32 * depth
      guard index < depths.count - 1 else { break }
      blocks += transition("features.transition\(index + 1)", channels).layers
      channels /= 2
    }
    return Architecture("densenet121", input: input, classes: classes) {
      Convolution("features.conv0", input[0], 64, kernel: 7, stride: 2, padding: 3, bias: false)
      BatchNorm("features.norm0", 64)
      ReLU()
      MaxPool(3, stride: 2, padding: 1)
      Sequential(blocks)
      BatchNorm("features.norm5", channels)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Linear("classifier", channels, classes)
    }
  }

  /// Everything so far and 32 channels more, through a bottleneck of four times as many.
  private static func denseLayer(_ name: String, _ input: Int) -> Concatenation {
    Concatenation {
      Sequential([])
      Sequential {
        BatchNorm("\(name).norm1", input)
        ReLU()
        Convolution("\(name).conv1", input, 128, kernel: 1, bias: false)
        BatchNorm("\(name).norm2", 128)
        ReLU()
        Convolution("\(name).conv2", 128, 32, kernel: 3, padding: 1, bias: false)
      }
    }
  }

  /// Half the channels and half the size.
  private static func transition(_ name: String, _ input: Int) -> Sequential {
    Sequential {
      BatchNorm("\(name).norm", input)
      ReLU()
      Convolution("\(name).conv", input, input / 2, kernel: 1, bias: false)
      AveragePool(2)
    }
  }
}
