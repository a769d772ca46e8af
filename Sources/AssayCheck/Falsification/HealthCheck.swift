/// A doubt about a run whose cases say less than their number; each can be silenced by its name.
///
/// After the health checks of Hypothesis (MacIver et al., Journal of Open Source Software 4, 2019).
public enum HealthCheck: String, Sendable, Hashable, CaseIterable {
  /// Filters, or `assume`, throw nearly all cases away.
  case filterTooMuch
  /// Drawing the first ten values costs more than five seconds of processor time.
  case tooSlow
  /// Nearly all values need more choices than a case may make.
  case dataTooLarge
  /// The simplest value is already large, so that nothing can be reduced far.
  case largeBase
}
