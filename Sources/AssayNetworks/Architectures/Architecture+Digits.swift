extension Architecture {
  /// Two 3×3 convolutions with pooling and a dense layer for 8×8 digits: 6,090 weights.
  public static let digitsSmall = Architecture("digits-small", input: [1, 8, 8], classes: 10) {
    Convolution("conv1", 1, 16, kernel: 3, padding: 1)
    ReLU()
    MaxPool(2)
    Convolution("conv2", 16, 32, kernel: 3, padding: 1)
    ReLU()
    MaxPool(2)
    Flatten()
    Linear("fc", 128, 10)
  }

  /// Four 3×3 convolutions, the last two with stride 2 instead of pooling, for 8×8 digits: 22,922 weights.
  ///
  /// Without pooling, adversarial training reaches more: a maximum passes a perturbation on from whichever pixel it hits.
  public static let digitsStrided = Architecture("digits-strided", input: [1, 8, 8], classes: 10) {
    Convolution("conv1", 1, 16, kernel: 3, padding: 1)
    ReLU()
    Convolution("conv2", 16, 16, kernel: 3, padding: 1)
    ReLU()
    Convolution("conv3", 16, 32, kernel: 3, stride: 2, padding: 1)
    ReLU()
    Convolution("conv4", 32, 48, kernel: 3, stride: 2, padding: 1)
    ReLU()
    Flatten()
    Linear("fc", 192, 10)
  }
}
