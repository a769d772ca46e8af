import AssayTensor

extension Architecture {
  /// Three blocks of convolution, maximum and batch norm, then two dense layers, for 200×200 letters of sign language.
  ///
  /// The study leaves open the kernels (3×3 here), the dropout's rate and the width of the first dense layer.
  public static func signLanguage(
    hidden: Int = 128, dropout: Double = 0.5, input: Shape = [3, 200, 200], classes: Int = 29
  ) -> Architecture {
    let features = Sequential {
      for (index, width) in [16, 32, 64].enumerated() {
        Convolution("conv\(index + 1)", index == 0 ? input[0] : width / 2, width, kernel: 3, padding: 1)
        ReLU()
        MaxPool(2)
        BatchNorm("bn\(index + 1)", width)
      }
      Flatten()
    }
    return Architecture("sign-language", input: input, classes: classes) {
      features
      Dropout("dropout", rate: dropout)
      Linear("fc1", features.featureCount(for: input), hidden)
      ReLU()
      Linear("fc2", hidden, classes)
    }
  }
}
