import AssayTensor

extension Architecture {
  /// Two 3×3 convolutions with pooling and a dense layer for 8×8 digits: 6,090 weights.
  public static let digitsSmall = digitsSmall()

  /// Two convolutions with pooling and a dense layer for small images; `kernel`, odd, is the first one's.
  public static func digitsSmall(
    channels: (first: Int, second: Int) = (16, 32), kernel: Int = 3, input: Shape = [1, 8, 8], classes: Int = 10
  ) -> Architecture {
    let features = Sequential {
      Convolution("conv1", input[0], channels.first, kernel: kernel, padding: kernel / 2)
      ReLU()
      MaxPool(2)
      Convolution("conv2", channels.first, channels.second, kernel: 3, padding: 1)
      ReLU()
      MaxPool(2)
      Flatten()
    }
    return Architecture("digits-small", input: input, classes: classes) {
      features
      Linear("fc", features.featureCount(for: input), classes)
    }
  }

  /// Four 3×3 convolutions, the last two with stride 2 instead of pooling, for 8×8 digits: 22,922 weights.
  ///
  /// Without pooling, adversarial training reaches more: a maximum passes a perturbation on from whichever pixel it hits.
  public static let digitsStrided = digitsStrided()

  /// Four 3×3 convolutions, the last two with stride 2 instead of pooling, for small images.
  public static func digitsStrided(input: Shape = [1, 8, 8], classes: Int = 10) -> Architecture {
    let features = Sequential {
      Convolution("conv1", input[0], 16, kernel: 3, padding: 1)
      ReLU()
      Convolution("conv2", 16, 16, kernel: 3, padding: 1)
      ReLU()
      Convolution("conv3", 16, 32, kernel: 3, stride: 2, padding: 1)
      ReLU()
      Convolution("conv4", 32, 48, kernel: 3, stride: 2, padding: 1)
      ReLU()
      Flatten()
    }
    return Architecture("digits-strided", input: input, classes: classes) {
      features
      Linear("fc", features.featureCount(for: input), classes)
    }
  }

  /// Two 3×3 convolutions, global average pooling and a dense layer: class activation maps are exact on it.
  public static func digitsGlobalPool(
    channels: (first: Int, second: Int) = (16, 24), input: Shape = [1, 8, 8], classes: Int = 10
  ) -> Architecture {
    Architecture("digits-global-pool", input: input, classes: classes) {
      Convolution("conv1", input[0], channels.first, kernel: 3, padding: 1)
      ReLU()
      Convolution("conv2", channels.first, channels.second, kernel: 3, padding: 1)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Linear("fc", channels.second, classes)
    }
  }

  /// Two hidden layers of `hidden` neurons.
  public static func digitsDense(
    hidden: Int = 20, input: Shape = [1, 8, 8], classes: Int = 10
  ) -> Architecture {
    Architecture("digits-dense", input: input, classes: classes) {
      Flatten()
      Linear("fc1", input.count, hidden)
      ReLU()
      Linear("fc2", hidden, hidden)
      ReLU()
      Linear("fc3", hidden, classes)
    }
  }
}
