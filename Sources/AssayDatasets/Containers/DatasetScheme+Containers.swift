extension DatasetScheme {
  /// The schemes of binary container files.
  static let containers: [DatasetScheme] = [
    files("idx", "idx:IMAGES,LABELS", 2...2) {
      try Dataset(idxImages: $0.files[0], labels: $0.files[1], layout: $0.choice("layout"))
    },
    files("cifar10", "cifar10:FILE[,FILE…]", 1...64) { try Dataset(cifar10: $0.files) },
    files("cifar100", "cifar100:FILE[,FILE…][,labels=fine|coarse]", 1...64) {
      try Dataset(cifar100: $0.files, labels: $0.choice("labels") ?? .fine)
    },
    files("stl10", "stl10:IMAGES[,LABELS]", 1...2) {
      try Dataset(stl10Images: $0.files[0], labels: $0.files.count > 1 ? $0.files[1] : nil)
    },
    files("npy", "npy:IMAGES,LABELS[,layout=nhwc|nchw]", 2...2) {
      try Dataset(npyImages: $0.files[0], labels: $0.files[1], layout: $0.choice("layout"))
    },
    files("npz", "npz:FILE[,images=NAME,labels=NAME][,layout=nhwc|nchw]", 1...1) {
      try Dataset(
        npz: $0.files[0], images: $0.settings.text("images"), labels: $0.settings.text("labels"),
        layout: $0.choice("layout"))
    },
  ]

  /// A scheme whose argument is so many files and settings; settings that `open` does not ask for are refused.
  private static func files(
    _ name: String, _ form: String, _ counts: ClosedRange<Int>,
    _ open: @escaping @Sendable (inout SchemeArgument) throws -> Dataset
  ) -> DatasetScheme {
    DatasetScheme(name: name, form: form) { text in
      var argument = try SchemeArgument(text, files: counts, form: form)
      let data = try open(&argument)
      try argument.settings.finish()
      return data
    }
  }
}
