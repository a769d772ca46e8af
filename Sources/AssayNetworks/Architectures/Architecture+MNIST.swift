import AssayTensor

extension Architecture {
  /// Two 5×5 convolutions with dropout and a dense layer for 28×28 digits.
  ///
  /// The network of the study of uncertainty and attack on MNIST; `dropout` is 0.2, 0.25 or 0.3 there.
  public static func mnist(
    dropout: Double = 0.2, input: Shape = [1, 28, 28], classes: Int = 10
  ) -> Architecture {
    let features = Sequential {
      Convolution("conv1", input[0], 16, kernel: 5, padding: 2)
      ReLU()
      MaxPool(2)
      Dropout("dropout1", rate: dropout)
      Convolution("conv2", 16, 32, kernel: 5, padding: 2)
      ReLU()
      MaxPool(2)
      Dropout("dropout2", rate: dropout)
      Flatten()
    }
    return Architecture("mnist-cnn", input: input, classes: classes) {
      features
      Linear("fc", features.featureCount(for: input), classes)
    }
  }
}
