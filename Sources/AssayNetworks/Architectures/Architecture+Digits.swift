extension Architecture {
  /// Two 3×3 convolutions and a dense layer for 8×8 digits: 6,090 weights, 27,904 multiply-adds more or less.
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
}
