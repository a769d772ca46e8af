import AssayTensor

extension Architecture {
  /// A wide residual network (Zagoruyko and Komodakis 2016, table 1): 16-4, 28-10 and others.
  ///
  /// - Parameters:
  ///   - depth: The number of convolutions, 6n + 4.
  ///   - width: The factor of all channels.
  public static func wideResNet(
    depth: Int = 28, width: Int = 10, dropout: Double = 0, input: Shape = [3, 32, 32], classes: Int = 10
  ) -> Architecture {
    precondition(depth >= 10 && (depth - 4) % 6 == 0, "a wide residual network cannot have \(depth) layers")
    let widths = [16, 16 * width, 32 * width, 64 * width]
    return Architecture("wide-resnet-\(depth)-\(width)", input: input, classes: classes) {
      Convolution("conv1", input[0], 16, kernel: 3, padding: 1, bias: false)
      for stage in 1...3 {
        for index in 0..<(depth - 4) / 6 {
          wideBlock(
            "block\(stage).layer.\(index)", widths[index == 0 ? stage - 1 : stage], widths[stage],
            stride: stage > 1 && index == 0 ? 2 : 1, dropout: dropout)
        }
      }
      BatchNorm("bn1", widths[3])
      ReLU()
      GlobalAveragePool()
      Flatten()
      Linear("fc", widths[3], classes)
    }
  }

  /// Normalisation and rectifier come first; where the width changes, the shortcut starts behind them.
  private static func wideBlock(
    _ name: String, _ input: Int, _ output: Int, stride: Int, dropout: Double
  ) -> Sequential {
    let start = Sequential {
      BatchNorm("\(name).bn1", input)
      ReLU()
    }
    let convolutions = Sequential {
      Convolution("\(name).conv1", input, output, kernel: 3, stride: stride, padding: 1, bias: false)
      BatchNorm("\(name).bn2", output)
      ReLU()
      Dropout("\(name).dropout", rate: dropout)
      Convolution("\(name).conv2", output, output, kernel: 3, padding: 1, bias: false)
    }
    return Sequential {
      if input == output {
        Residual {
          start
          convolutions
        }
      } else {
        start
        Residual {
          convolutions
        } shortcut: {
          Convolution("\(name).convShortcut", input, output, kernel: 1, stride: stride, bias: false)
        }
      }
    }
  }
}
