import AssayCheck
import AssayDatasets

extension Generator where Value == Example {
  /// The examples of a data set, evenly; the first is the simplest.
  public static func example(of data: Dataset) -> Generator<Example> {
    Generator<Example>(describing: { "\(data.name) #\($0.index), label \(data.classNames[$0.label])" }) { source in
      try data.example(at: source.index(below: data.count))
    }
  }
}
